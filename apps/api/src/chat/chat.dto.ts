import { IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** A message to the agent. It is passed on and not kept. */
export class ChatMessageDto {
  /** What to tell the agent. */
  @IsString({ message: 'Write a message.' })
  @Matches(/\S/, { message: 'Write a message.' })
  @MaxLength(8000, { message: 'A message has at most 8,000 characters. Send it in parts.' })
  @MinLength(1, { message: 'Write a message.' })
  text!: string;
}
