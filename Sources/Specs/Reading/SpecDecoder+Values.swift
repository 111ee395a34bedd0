import Diagnostics
import Hosts

extension SpecDecoder {
    /// A text of a form. A plain number or Boolean is refused: unquoted it would mean something else elsewhere.
    @inline(__always)
    mutating func text(_ pair: Pair, _ form: TextForm) -> String? {
        let range = arena.range(pair.value)
        guard isString(pair.value) else {
            refuseAsText(pair)
            return nil
        }
        guard form.accepts(arena.text, range) else {
            let name = shown(pair.key)
            let rule: Rule = form == .name ? .nameInvalid : .valueForm
            report(
                rule, "`\(name)` must be \(form.words)", at: pair.value,
                fix: form.mended(arena.string(pair.value)))
            return nil
        }
        return arena.string(pair.value)
    }

    /// Whether a scalar is a string. Most words start with a letter no literal starts with, which settles it.
    @inline(__always)
    func isString(_ id: NodeID) -> Bool {
        let node = arena[id]
        switch node.kind {
        case .quoted: return true
        case .plain:
            guard node.length > 0 else { return false }
            switch UInt8(truncatingIfNeeded: node.head) {
            case 0x61...0x65, 0x67...0x6D, 0x6F...0x73, 0x75...0x7A: return true
            default: return arena.type(id) == .string
            }
        default: return false
        }
    }

    private mutating func refuseAsText(_ pair: Pair) {
        let isPlain = arena.kind(pair.value) == .plain && !arena.isNull(pair.value)
        mismatch(pair, "a text", fix: isPlain ? "\"\(arena.string(pair.value))\"" : nil)
    }

    /// A word out of a table.
    @inline(__always)
    mutating func choice<Word>(_ pair: Pair, _ table: KeyTable<Word>) -> Word? {
        let index = table.index(pair.value, in: arena)
        if index >= 0 { return table[index] }
        refuseChoice(pair, table.words)
        return nil
    }

    private mutating func refuseChoice(_ pair: Pair, _ words: [String]) {
        guard arena.isScalar(pair.value) else {
            mismatch(pair, "one of \(words.joined(separator: ", "))")
            return
        }
        let found = arena.string(pair.value)
        let near = ForeignWord.ours(for: found, among: words) ?? Spelling.nearest(to: found, among: words)
        report(
            .valueUnknown, "`\(shown(pair.key))` cannot be `\(shown(pair.value))`", at: pair.value,
            label: near.map { "did you mean `\($0)`?" } ?? "one of \(words.joined(separator: ", "))", fix: near)
    }

    /// `true` or `false`.
    mutating func bool(_ pair: Pair) -> Bool? {
        let node = arena[pair.value]
        if node.kind == .plain {
            // Spelled in lower case, as nearly always, the first eight bytes tell.
            if node.length == 4, node.head == 0x6575_7274 { return true }
            if node.length == 5, node.head == 0x65_736C_6166 { return false }
            if arena.type(pair.value) == .bool { return node.length == 4 }
        }
        // YAML 1.1 took these for Booleans, and a quoted one is a slip too.
        let found = arena.isScalar(pair.value) ? arena.string(pair.value).lowercased() : ""
        let fix: String? =
            switch found {
            case "yes", "on", "y", "true": "true"
            case "no", "off", "n", "false": "false"
            default: nil
            }
        mismatch(pair, "`true` or `false`", fix: fix)
        return nil
    }

    /// A whole number in a range, decimal, `0o` or `0x`.
    @inline(__always)
    mutating func integer(_ pair: Pair, _ range: ClosedRange<Int>) -> Int? {
        if arena.kind(pair.value) == .plain, let value = plainInteger(pair.value), range.contains(value) {
            return value
        }
        refuseInteger(pair, range)
        return nil
    }

    /// The value of a short decimal integer; longer and unusual ones go the slow way.
    @inline(__always)
    private func plainInteger(_ id: NodeID) -> Int? {
        let range = arena.range(id)
        guard !range.isEmpty, range.count < 18 else { return nil }
        var value = 0
        for index in range {
            let digit = arena.text[index] &- 0x30
            guard digit < 10 else { return otherInteger(id) }
            value = value &* 10 &+ Int(digit)
        }
        // `012` is a string by our rules.
        return range.count > 1 && arena.text[range.lowerBound] == 0x30 ? nil : value
    }

    private func otherInteger(_ id: NodeID) -> Int? {
        guard arena.type(id) == .integer else { return nil }
        let text = arena.string(id)
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
        return Int(text)
    }

    private mutating func refuseInteger(_ pair: Pair, _ range: ClosedRange<Int>) {
        guard arena.kind(pair.value) == .plain, arena.type(pair.value) == .integer else {
            refuseNumber(pair, "a whole number")
            return
        }
        report(
            .valueRange, "`\(shown(pair.key))` must be from \(range.lowerBound) to \(range.upperBound)",
            at: pair.value)
    }

    private mutating func refuseNumber(_ pair: Pair, _ wanted: String) {
        let found = arena.isScalar(pair.value) ? arena.string(pair.value) : ""
        if arena.kind(pair.value) == .quoted, ScalarType(plain: Array(found.utf8)[...]) == .integer {
            mismatch(pair, wanted, label: "quoted numbers are texts; write `\(found)`", fix: found)
            return
        }
        let number = found.prefix { $0.isASCII && $0.isNumber }
        let unit = found.dropFirst(number.count).drop { $0 == " " }.lowercased()
        if !number.isEmpty, ["g", "gb", "gib", "vcpu", "vcpus", "cpu", "cpus"].contains(unit) {
            mismatch(pair, wanted, label: "the key says the unit; write `\(number)`", fix: String(number))
            return
        }
        mismatch(pair, wanted)
    }

    /// A decimal over 0 with at most three digits after the point.
    @inline(__always)
    mutating func quantity(_ pair: Pair, max: Int) -> Quantity? {
        if arena.kind(pair.value) == .plain, let value = plainDecimal(pair.value), value > 0, value <= max * 1000 {
            return Quantity(thousandths: value)
        }
        refuseDecimal(pair, max)
        return nil
    }

    /// Thousandths of a plain decimal such as `8` or `7.5`; nil for any other text.
    @inline(__always)
    private func plainDecimal(_ id: NodeID) -> Int? {
        let range = arena.range(id)
        guard !range.isEmpty, range.count < 15, arena.text[range.upperBound - 1] != 0x2E else { return nil }
        var value = 0
        var scale = -1
        for index in range {
            let byte = arena.text[index]
            if byte == 0x2E, scale < 0, index > range.lowerBound {
                scale = 0
                continue
            }
            guard byte &- 0x30 < 10, scale < 3 else { return nil }
            value = value &* 10 &+ Int(byte &- 0x30)
            if scale >= 0 { scale &+= 1 }
        }
        // `012` is a string by our rules; `0.5` is not.
        if arena.text[range.lowerBound] == 0x30, range.count > 1, arena.text[range.lowerBound + 1] != 0x2E {
            return nil
        }
        switch scale {
        case 1: return value &* 100
        case 2: return value &* 10
        case 3: return value
        default: return value &* 1000
        }
    }

    private mutating func refuseDecimal(_ pair: Pair, _ max: Int) {
        let type = arena.kind(pair.value) == .plain ? arena.type(pair.value) : .string
        guard type == .integer || type == .float else {
            refuseNumber(pair, "a number")
            return
        }
        let key = shown(pair.key)
        report(
            .valueRange, "`\(key)` must be over 0 and at most \(max), with at most 3 digits after the point",
            at: pair.value)
    }

    /// A day that exists.
    mutating func date(_ pair: Pair) -> CalendarDate? {
        if arena.isScalar(pair.value), let date = CalendarDate(arena.string(pair.value)) { return date }
        report(
            .valueForm, "`\(shown(pair.key))` must be a day that exists, written YYYY-MM-DD",
            at: arena.isScalar(pair.value) ? pair.value : pair.key)
        return nil
    }

    /// An amount with its currency, such as `40 USD`.
    mutating func money(_ pair: Pair) -> Money? {
        let text = arena.isScalar(pair.value) ? arena.string(pair.value) : ""
        if text.contains(" "), let money = Money(text) { return money }
        let fix = Money(text) == nil ? nil : "\(text) USD"
        report(
            .valueForm, "`\(shown(pair.key))` must be an amount and its currency, such as `40 USD`",
            at: arena.isScalar(pair.value) ? pair.value : pair.key, fix: fix)
        return nil
    }
}
