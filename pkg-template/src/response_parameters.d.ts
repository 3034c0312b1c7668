// The names of the parameters of a response, which the build takes from `src/protocol/response_parameter.rs`.

declare const names: readonly string[];
export default names;
