import Catalog

extension TextForm {
    /// A text that is nearly right, made right: lower case, other characters to hyphens, cut where it is too long; nil
    /// for forms whose words cannot be guessed, and where that does not do. A GPU as its maker or a cloud writes it
    /// becomes its canonical name, so that one paste does.
    func mended(_ text: String) -> String? {
        switch self {
        case .labelKey, .labelValue, .tag: break
        case .gpuType:
            let name = GPUName.canonical(text)
            return accepts(Array(name.utf8)) ? name : nil
        default: return nil
        }
        let keeps = { (byte: UInt8) in
            byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D || (byte == 0x5F && self != .tag)
        }
        var bytes = text.lowercased().utf8.prefix(63).map { keeps($0) ? $0 : 0x2D }
        if self != .labelValue || text.utf8.count > 63 {
            while bytes.last == 0x2D { bytes.removeLast() }
        }
        guard !bytes.isEmpty, accepts(bytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
