import Files
import Testing

/// What the docs say of the rules of the wire is what the suite does.
@Suite struct WireMatrixTests {
    private static let begin =
        "<!-- made by ProvidersTests from the rules of the wire; UPDATE_GOLDEN=1 makes it anew -->\n"
    private static let end = "<!-- end of what is made -->\n"

    /// A row for each rule, a column for each cloud, and the reasons for what is not asked of a cloud.
    private static var made: String {
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let clouds = WireTarget.all.map(\.names.name)
        var text = row(["rule", "what it holds an adapter to"] + clouds)
        text += row(Array(repeating: "---", count: clouds.count + 2))
        var reasons = ""
        for rule in WireRule.all {
            let gaps = WireTarget.all.map { rule.gap($0.facts) }
            text += row([rule.name, rule.holds] + gaps.map { $0 == nil ? "kept" : "not asked" })
            for (cloud, gap) in zip(clouds, gaps) {
                if let gap { reasons += "* \(rule.name) is not asked of \(cloud): \(gap).\n" }
            }
        }
        return "\n\(text)\n\(reasons)\n"
    }

    @Test func theDocsHoldIt() throws {
        let project = FileSystem.folder(
            of: FileSystem.folder(of: FileSystem.folder(of: FileSystem.folder(of: #filePath))))
        let path = "\(project)/docs/adding-a-cloud.md"
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        let start = try #require(text.firstRange(of: Self.begin))
        let stop = try #require(text[start.upperBound...].firstRange(of: Self.end))
        print(Self.made)
        let now = text[..<start.upperBound] + Self.made + text[stop.lowerBound...]
        if CurrentProcess.environment("UPDATE_GOLDEN") == "1" {
            try FileSystem.write(Array(now.utf8), to: path)
            return
        }
        #expect(text == now, "\(path) is stale; UPDATE_GOLDEN=1 swift test --filter WireMatrixTests makes it anew")
    }
}
