extension TextForm {
    /// A host's name that is nearly right, made right: lower case, other characters to hyphens, cut where it is too long;
    /// nil where that does not do, and for a pattern, which stands for many.
    static func mendedName(_ text: String) -> String? {
        guard !text.contains(where: { $0 == "{" || $0 == "}" }) else { return nil }
        let lower = text.lowercased().utf8.map { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 ? $0 : 0x2D }
        var bytes = Array(lower.drop { $0 &- 0x61 >= 26 }.prefix(40))
        while bytes.last == 0x2D { bytes.removeLast() }
        return TextForm.name.accepts(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
