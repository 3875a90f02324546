import { StaffAccounts } from '@automna/accounts';
import { STAFF_ROLES } from '@automna/contracts';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { type OutputOptions, print } from './output.js';

interface CreateOptions extends OutputOptions {
  email: string;
  role: (typeof STAFF_ROLES)[number];
}

@SubCommand({
  name: 'create-admin',
  description:
    'Makes a staff account; the password is read from AUTOMNA_PASSWORD, never from the command line',
})
export class CreateAdminCommand extends CommandRunner {
  constructor(private readonly staff: StaffAccounts) {
    super();
  }

  async run(_args: string[], options: CreateOptions): Promise<void> {
    const password = process.env['AUTOMNA_PASSWORD'];
    if (!password) {
      throw new Error(
        'Set AUTOMNA_PASSWORD to the password of the new account: a command line can be read by others.',
      );
    }
    const user = await this.staff.createAdmin(options.email, password, options.role ?? 'admin');
    print(options, { id: user.id, email: user.email, role: user.role }, [
      `${user.email} is ${user.role} (${user.id}).`,
    ]);
  }

  @Option({ flags: '--email <address>', description: 'address to sign in with', required: true })
  email(value: string): string {
    return value;
  }

  @Option({ flags: '--role <role>', description: 'admin (default) or support', choices: [...STAFF_ROLES] })
  role(value: string): string {
    return value;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

@Command({ name: 'users', description: 'People', subCommands: [CreateAdminCommand] })
export class UsersCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
