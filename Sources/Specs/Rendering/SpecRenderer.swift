import Diagnostics
public import Hosts
public import JSON

/// Prints a host's resolved spec, each value with the place it came from.
public enum SpecRenderer {
    /// A spec file with this one host, `# file:line` or `# default` behind each value; it reads back to the same host.
    public static func text(host: HostSpec, in fleet: FleetSpec) -> String {
        let spec = RenderedSpec(host: host, in: fleet)
        var origins: [[String]: SourceSpan?] = [:]
        for line in spec.lines { origins[line.path] = .some(line.origin) }
        var page = Page(origins: origins)
        page.line(0, "fleet", YAMLText.scalar(fleet.name), fleet.sources.span(fleetKey: "fleet"))
        page.line(0, "hosts", nil, nil)
        page.line(1, host.name, nil, fleet.sources.span(host: host.name, key: ""))
        for (key, value) in RenderedSpec.members(of: host) { page.member(2, key.rawValue, value, [key.rawValue]) }
        return page.text()
    }

    /// `{"fleet", "host", "spec", "origins"}`: the spec in the shape of a spec file, and for each key path
    /// `file:line:column` or `default`.
    public static func json(host: HostSpec, in fleet: FleetSpec) -> JSONValue {
        let spec = RenderedSpec(host: host, in: fleet)
        var origins: [String: JSONValue] = [:]
        for line in spec.lines {
            origins[line.path.joined(separator: ".")] = .string(line.origin?.description ?? "default")
        }
        return .object([
            "fleet": .string(fleet.name), "host": .string(host.name), "spec": spec.value, "origins": .object(origins),
        ])
    }
}

/// The lines of a rendered file, comments apart so that they can be aligned.
private struct Page {
    private struct Line {
        var text: String
        var comment: String?
    }

    /// Where each value was written; a nil inside means a built-in default.
    let origins: [[String]: SourceSpan?]
    private var lines: [Line] = []

    init(origins: [[String]: SourceSpan?]) { self.origins = origins }

    /// `key: value`, or `key:` alone.
    mutating func line(_ depth: Int, _ key: String, _ value: String?, _ origin: SourceSpan?) {
        add(depth, YAMLText.scalar(key) + ":" + (value.map { " " + $0 } ?? ""), origin.map(Self.comment))
    }

    /// A member of a map, with what is below it.
    mutating func member(_ depth: Int, _ key: String, _ value: JSONValue, _ path: [String]) {
        let name = YAMLText.scalar(key)
        switch value {
        case .object(let members) where !members.isEmpty:
            add(depth, name + ":", nil)
            self.members(depth + 1, members, path)
        case .array(let items) where !items.isEmpty:
            add(depth, name + ":", nil)
            self.items(depth + 1, items, path)
        case .string(let text) where YAMLText.isBlock(text):
            add(depth, name + ": |" + comment(path).map { "  # \($0)" }.joined(), nil)
            for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
                add(line.isEmpty ? 0 : depth + 1, String(line), nil)
            }
        default: add(depth, name + ": " + YAMLText.value(value), comment(path))
        }
    }

    private mutating func members(_ depth: Int, _ members: [String: JSONValue], _ path: [String]) {
        for key in members.keys.sorted(by: JSONWriter.keyOrder) {
            member(depth, key, members[key] ?? .null, path + [key])
        }
    }

    private mutating func items(_ depth: Int, _ items: [JSONValue], _ path: [String]) {
        for (index, item) in items.enumerated() {
            let below = path + [String(index)]
            switch item {
            case .object(let members) where !members.isEmpty:
                let first = lines.count
                self.members(depth + 1, members, below)
                dash(first, depth)
            case .array(let inner) where !inner.isEmpty:
                let first = lines.count
                self.items(depth + 1, inner, below)
                dash(first, depth)
            default: add(depth, "- " + YAMLText.value(item), comment(below))
            }
        }
    }

    /// Puts the dash of a list into the indentation of its item's first line.
    private mutating func dash(_ line: Int, _ depth: Int) {
        lines[line].text = String(repeating: "  ", count: depth) + "- " + lines[line].text.dropFirst(2 * depth + 2)
    }

    private mutating func add(_ depth: Int, _ text: String, _ comment: String?) {
        lines.append(Line(text: String(repeating: "  ", count: depth) + text, comment: comment))
    }

    private func comment(_ path: [String]) -> String? {
        origins[path].map { $0.map(Self.comment) ?? "default" }
    }

    private static func comment(_ span: SourceSpan) -> String {
        DiagnosticRenderer.printable("\(span.file):\(span.start.line)")
    }

    /// The whole text; comments stand in one column, unless a line is too long for it.
    func text() -> String {
        let widths = lines.filter { $0.comment != nil }.map { $0.text.count }
        let column = widths.filter { $0 <= 60 }.max() ?? 0
        return lines.reduce(into: "") { text, line in
            text += line.text
            if let comment = line.comment {
                text += String(repeating: " ", count: max(0, column - line.text.count)) + "  # \(comment)"
            }
            text += "\n"
        }
    }
}

extension Optional where Wrapped == String {
    fileprivate func joined() -> String { self ?? "" }
}
