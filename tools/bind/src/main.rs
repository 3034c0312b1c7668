//! `bind MODULE FOLDER`: writes the module into the folder as `glue_bg.wasm`, and its glue as `glue.js`.
//!
//! It is what `wasm-bindgen --target no-modules` does, whose command line takes minutes to compile.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        return Err("usage: bind MODULE FOLDER".into());
    };
    Bindgen::new()
        .input_path(module)
        .out_name("glue")
        .no_modules(true)?
        .encode_into(EncodeInto::Always)
        .omit_default_module_path(false)
        .generate(folder)?;
    Ok(())
}
