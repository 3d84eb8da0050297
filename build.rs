//! Makes cargo embed the packs and the catalogues again when one of their files changes.

fn main() {
    println!("cargo:rerun-if-changed=response_templates");
    println!("cargo:rerun-if-changed=locales");
}
