/** The answer of a request that has nothing else to say. */
export class OkDto {
  ok!: true;
}
