import Diagnostics
import Hosts

/// Turns faults into findings, and gathers those of many hosts that come from one line: a mistake in `defaults` is one.
struct FindingBook {
    private struct Place: Hashable {
        var span: SourceSpan?
        var rule: CatalogRule
    }

    private let sources: any SpecSources
    private var findings: [Diagnostic] = []
    private var index: [Place: Int] = [:]
    private var others: [Int: (count: Int, names: [String])] = [:]

    init(sources: any SpecSources) { self.sources = sources }

    /// Adds what is wrong with a host.
    mutating func add(_ fault: Fault, of host: HostSpec) {
        // Nobody wrote it, so it is a default that the adapter maps.
        if fault.key == "disk_type", host.diskType == .balanced, written("disk_type", host) == nil,
            written("", host) != nil
        {
            return
        }
        let (span, fix) = anchor(fault, host)
        let place = Place(span: span, rule: fault.rule)
        if let known = index[place] {
            var more = others[known] ?? (0, [])
            more.count += 1
            if more.names.count < 3 { more.names.append(host.name) }
            others[known] = more
            return
        }
        index[place] = findings.count
        findings.append(
            Diagnostic(
                fault.severity, rule: fault.rule.rawValue, fault.message, at: span, label: label(fault, fix),
                fix: fix, notes: fault.proof.map { Diagnostic.Note($0) } + [taken(span, host)].compactMap { $0 }))
    }

    /// Which host is meant, where the line at fault stands above it: in `defaults` or at an anchor.
    private func taken(_ span: SourceSpan?, _ host: HostSpec) -> Diagnostic.Note? {
        guard let span, let own = written("", host), span.file != own.file || span.start.line < own.start.line else {
            return nil
        }
        return Diagnostic.Note("`\(host.name)` takes it over from there", at: own)
    }

    /// All findings in report order.
    var sorted: [Diagnostic] {
        var out = findings
        for (place, more) in others {
            let names = more.names.joined(separator: ", ") + (more.count > more.names.count ? " …" : "")
            out[place].notes.append(
                Diagnostic.Note("the same for \(more.count) more \(more.count == 1 ? "host" : "hosts"): \(names)"))
        }
        return out.sorted(by: Diagnostic.inReportOrder)
    }

    private func written(_ key: String, _ host: HostSpec) -> SourceSpan? { sources.span(host: host.name, key: key) }

    /// Where a fault points, and the text that mends it there.
    private func anchor(_ fault: Fault, _ host: HostSpec) -> (span: SourceSpan?, fix: String?) {
        let span = written(fault.key, host)
        switch fault.fix {
        case .value(let text):
            if fault.key.isEmpty { return (span, isOneName(span, host) ? text : nil) }
            if let span { return (span, text) }
            return entry("\(fault.key): \(text)", fault, host)
        case .note:
            guard let key = sources.keySpan(host: host.name, key: fault.key) else { break }
            return (key, "x-\(fault.key.split(separator: ".").last ?? "")")
        case .key(let text):
            guard let key = sources.keySpan(host: host.name, key: fault.key) else { break }
            return (key, text)
        case .entry(let text): return entry(text, fault, host)
        case .gpuCount(let type, let count): return gpuCount(type, count, host)
        case nil: break
        }
        return (span ?? rung(fault.key, host) ?? written("", host), nil)
    }

    /// The place for a key that is not there; in the host's own block only.
    private func entry(_ text: String, _ fault: Fault, _ host: HostSpec) -> (span: SourceSpan?, fix: String?) {
        if !fault.key.contains("."), let place = sources.insertion(host: host.name, map: "", entry: text) {
            return (place.span, place.text)
        }
        return (rung(fault.key, host) ?? written("", host), nil)
    }

    private func gpuCount(_ type: String, _ count: Int, _ host: HostSpec) -> (span: SourceSpan?, fix: String?) {
        let whole = written("gpu.type", host)
        guard let span = written("gpu.count", host) else {
            if let place = sources.insertion(host: host.name, map: "gpu", entry: "count: \(count)") {
                return (place.span, place.text)
            }
            return (whole ?? written("gpu", host) ?? written("", host), nil)
        }
        // The short form `gpu: h100` stands for both keys.
        if span == whole { return (span, "{type: \(type), count: \(count)}") }
        return (span, String(count))
    }

    /// The rung a key is of.
    private func rung(_ key: String, _ host: HostSpec) -> SourceSpan? {
        let parts = key.split(separator: ".")
        guard parts.count >= 2, parts[0] == "placement" else { return nil }
        return written("placement.\(parts[1])", host)
    }

    /// Whether a span holds one name, and not a pattern of many.
    private func isOneName(_ span: SourceSpan?, _ host: HostSpec) -> Bool {
        guard let span else { return false }
        return span.start.line == span.end.line && span.end.column - span.start.column == host.name.unicodeScalars.count
    }

    private func label(_ fault: Fault, _ fix: String?) -> String? {
        var words: String?
        if let first = fault.candidates.first {
            let more = fault.candidates.dropFirst().map { "`\($0)`" }.joined(separator: ", ")
            words = "did you mean `\(first)`?" + (more.isEmpty ? "" : " or \(more)")
        } else if case .entry(let text) = fault.fix {
            words = "add `\(text)`"
        } else if case .value(let text) = fault.fix, fix != text, fix != nil {
            words = "add `\(fault.key): \(text)`"
        } else if let fix {
            words = fault.fix == .note ? "write `\(fix)` to keep it as a note, or take it out" : "write `\(fix)`"
        }
        guard let hint = fault.hint else { return words }
        return words.map { "\($0); \(hint)" } ?? hint
    }
}
