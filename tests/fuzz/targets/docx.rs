//! A Word document: the XML of its text, packed here.
#![no_main]

mod law;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut packer = nianbao::document::Packer::default();
    packer.add("word/document.xml", bytes).expect("a part");
    law::hold("a.docx", &packer.finish().expect("a package"));
});
