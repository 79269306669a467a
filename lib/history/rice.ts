/** So many ones mean that the number is written in full: far beyond what was expected. */
const ESCAPE = 20;
const MAX_SHIFT = 24;
/** After so many numbers the older ones count half. */
const MEMORY = 8;

/** What numbers of one kind were like so far: small ones take few bits where small ones came before. */
export class Expectation {
  /** The bits below the unary part: the least number of them that the mean of the last ones fits into. */
  shift = 0;
  #sum: number;
  #count = 1;

  /** @param first what the first one is likely to be */
  constructor(first: number) {
    this.#sum = first;
    this.#fit();
  }

  take(value: number): void {
    this.#sum += value;
    if (++this.#count === MEMORY) {
      this.#sum = Math.floor(this.#sum / 2);
      this.#count = MEMORY / 2;
    }
    this.#fit();
  }

  #fit(): void {
    const sum = this.#sum;
    const count = this.#count;
    let { shift } = this;
    while (shift > 0 && count * (1 << (shift - 1)) >= sum) shift--;
    while (shift < MAX_SHIFT && count * (1 << shift) < sum) shift++;
    this.shift = shift;
  }
}

/** Writes unsigned integers of up to 53 bits by adaptive Rice codes (as in JPEG-LS), the highest bit first. */
export class RiceWriter {
  readonly #bytes: number[];
  #byte = 0;
  #free = 8;

  /** @param bytes to which it appends */
  constructor(bytes: number[]) {
    this.#bytes = bytes;
  }

  write(value: number, expected: Expectation): void {
    const { shift } = expected;
    const quotient = Math.floor(value / 2 ** shift);
    if (quotient < ESCAPE) {
      for (let one = 0; one < quotient; one++) this.#put(1);
      this.#put(0);
      this.#bits(value % 2 ** shift, shift);
    } else {
      for (let one = 0; one < ESCAPE; one++) this.#put(1);
      this.#bits(Math.floor(value / 2 ** 32), 21);
      this.#bits(value % 2 ** 32, 32);
    }
    expected.take(value);
  }

  /** Fills the last byte with zeros. */
  end(): void {
    while (this.#free < 8) this.#put(0);
  }

  #bits(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.#put(Math.floor(value / 2 ** bit) % 2);
  }

  #put(bit: number): void {
    this.#byte = this.#byte * 2 + bit;
    if (--this.#free > 0) return;
    this.#bytes.push(this.#byte);
    this.#byte = 0;
    this.#free = 8;
  }
}

/** Reads what `RiceWriter` wrote. */
export class RiceReader {
  readonly #bytes: Uint8Array;
  #next: number;
  /** Bits not taken yet, the first one highest, and how many there are. */
  #window = 0;
  #held = 0;
  #isOdd = false;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#next = offset;
  }

  read(expected: Expectation): number {
    const { shift } = expected;
    if (this.#held <= 24) this.#fill();
    const ones = Math.min(Math.clz32(~this.#window), ESCAPE);
    this.#drop(ones === ESCAPE ? ESCAPE : ones + 1);
    const value =
      ones === ESCAPE
        ? this.#take(21) * 2 ** 32 + this.#take(16) * 2 ** 16 + this.#take(16)
        : ones * (1 << shift) + this.#take(shift);
    // Written in full without need: each number has one form only.
    if (ones === ESCAPE && value < ESCAPE * 2 ** shift) this.#isOdd = true;
    expected.take(value);
    return value;
  }

  /** Whether exactly what was written was read: no byte more or less, zeros in what fills the last one, each number in its one form. */
  get isAtEnd(): boolean {
    const beyond = (this.#next - this.#bytes.length) * 8;
    const left = this.#held - Math.max(0, beyond);
    return !this.#isOdd && this.#next >= this.#bytes.length && left >= 0 && left < 8 && this.#window === 0;
  }

  #take(count: number): number {
    if (count === 0) return 0;
    if (this.#held < count) this.#fill();
    const value = this.#window >>> (32 - count);
    this.#drop(count);
    return value;
  }

  /** To 25 bits at least; beyond the end there are zeros. */
  #fill(): void {
    while (this.#held <= 24) {
      this.#window |= (this.#bytes[this.#next++] ?? 0) << (24 - this.#held);
      this.#held += 8;
    }
  }

  #drop(count: number): void {
    this.#window <<= count;
    this.#held -= count;
  }
}
