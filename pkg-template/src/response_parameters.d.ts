// The names by which a response is told, which the build takes from `TELLING` of `src/protocol/response_parameter.rs`.

declare const names: readonly string[];
export default names;
