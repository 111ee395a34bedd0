import Files
import Hosts
import JSON
import Providers
import Reports
import Testing

/// The pages about clouds say what the code says.
@Suite struct DocsTests {
    /// The project's folder.
    private static let project = FileSystem.folder(of: FileSystem.folder(of: FileSystem.folder(of: #filePath)))

    private static func page(_ name: String) throws -> String {
        String(decoding: try FileSystem.read("\(project)/docs/\(name)"), as: UTF8.self)
    }

    // MARK: clouds.md

    private static let begin = "<!-- made by DocsTests from the capability tables; UPDATE_GOLDEN=1 makes it anew -->\n"
    private static let end = "<!-- end of what is made -->\n"

    /// What is made: where credentials are looked for, the keys, and the matrix.
    private static var made: String {
        let built = ProviderTable.all.filter(\.built)
        var text = "\n| cloud | credentials | keys under `providers.<cloud>` | keys under a host's `options` |\n"
        text += "| --- | --- | --- | --- |\n"
        func keys(_ list: [String]) -> String {
            list.isEmpty ? "none" : list.sorted().map { "`\($0)`" }.joined(separator: ", ")
        }
        for entry in built {
            let places = ProviderTable.credentialPlaces(of: entry.id)
            text += "| \(entry.title) (`\(entry.id.rawValue)`) | "
            text +=
                places.isEmpty
                ? "none needed" : places.map { $0.contains(" ") ? $0 : "`\($0)`" }.joined(separator: " or ")
            text +=
                " | \(keys(entry.capabilities?.settingKeys ?? [])) | \(keys(entry.capabilities?.optionKeys ?? [])) |\n"
        }
        let tables = built.reduce(into: [:]) { $0[$1.id] = $1.capabilities }
        return text + "\n" + ProvidersReport.markdown(tables) + "\n"
    }

    @Test func theMatrixIsThatOfTheCode() throws {
        let text = try Self.page("clouds.md")
        let start = try #require(text.firstRange(of: Self.begin))
        let stop = try #require(text.firstRange(of: Self.end))
        let now = text[..<start.upperBound] + Self.made + text[stop.lowerBound...]
        if CurrentProcess.environment("UPDATE_GOLDEN") == "1" {
            try FileSystem.write(Array(now.utf8), to: "\(Self.project)/docs/clouds.md")
            return
        }
        #expect(text == now, "docs/clouds.md is stale; UPDATE_GOLDEN=1 swift test --filter DocsTests makes it anew")
    }

    @Test func everyBuiltCloudHasASection() throws {
        let text = try Self.page("clouds.md")
        for entry in ProviderTable.all where entry.built {
            #expect(text.contains("\n## \(entry.title)\n"), "\(entry.id.rawValue)")
            let section = text.components(after: "\n## \(entry.title)\n")
            let keys = (entry.capabilities?.settingKeys ?? []) + (entry.capabilities?.optionKeys ?? [])
            for key in keys { #expect(section.contains("`\(key)`"), "\(entry.id.rawValue): \(key)") }
        }
    }

    // MARK: adding-a-cloud.md

    /// The words in backticks of a page, code blocks left out.
    private static func code(in text: String) -> [String] {
        var out: [String] = []
        var isBlock = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isBlock.toggle() }
            if isBlock || line.hasPrefix("```") { continue }
            for (index, part) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where !index.isMultiple(of: 2) {
                out.append(String(part))
            }
        }
        return out
    }

    private static let folders = ["Sources/", "Tests/", "docs/", ".ci/"]
    /// The clouds that speak HTTP, as the page's `<Cloud>` and `<cloud>`.
    private static let clouds = [("GCP", "gcp"), ("Hyperstack", "hyperstack"), ("Lambda", "lambda")]

    @Test func theStepsNameFilesThatEveryCloudHas() throws {
        let paths = Self.code(in: try Self.page("adding-a-cloud.md")).filter { path in
            Self.folders.contains { path.hasPrefix($0) }
        }
        #expect(paths.count > 20, "\(paths)")
        for path in paths {
            for (type, word) in Self.clouds {
                let real = path.split(separator: "<Cloud>", omittingEmptySubsequences: false).joined(separator: type)
                    .split(separator: "<cloud>", omittingEmptySubsequences: false).joined(separator: word)
                #expect(FileSystem.kind("\(Self.project)/\(real)") != nil, "\(path): there is no \(real)")
            }
        }
    }

    @Test func theStepsNameWhatTheSourcesName() throws {
        let sources = try Self.sources()
        let names = Self.code(in: try Self.page("adding-a-cloud.md")).filter { name in
            !Self.folders.contains { name.hasPrefix($0) } && name.utf8.count >= 4 && !name.contains("<")
                && name.allSatisfy { $0.isLetter || $0 == "." }
        }
        #expect(names.count > 20, "\(names)")
        for name in Set(names) {
            for part in name.split(separator: ".") where part.utf8.count >= 4 {
                #expect(sources.contains(String(part)), "adding-a-cloud.md names `\(name)`, which no source does")
            }
        }
    }

    /// The words of all sources, tests and servers.
    private static func sources() throws -> Set<String> {
        var words: Set<String> = []
        var open = ["\(project)/Sources", "\(project)/Tests"]
        while let folder = open.popLast() {
            for name in try FileSystem.list(folder) {
                let path = "\(folder)/\(name)"
                if FileSystem.kind(path) == .folder { open.append(path) }
                guard name.hasSuffix(".swift") || name.hasSuffix(".py"), name != "DocsTests.swift" else { continue }
                let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
                for word in text.split(whereSeparator: { !$0.isLetter && $0 != "_" }) { words.insert(String(word)) }
            }
        }
        return words
    }
}

extension String {
    /// What follows a text, up to the next heading of its level.
    fileprivate func components(after heading: String) -> Substring {
        guard let start = firstRange(of: heading) else { return "" }
        let rest = self[start.upperBound...]
        return rest.firstRange(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
    }
}
