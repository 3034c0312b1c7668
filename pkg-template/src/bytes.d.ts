// The module, which the build writes out.

declare const hex: string;
export default hex;
