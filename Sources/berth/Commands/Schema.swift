import ArgumentParser
import Specs

/// `berth schema`: the JSON Schema of spec files, for editors.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema (2020-12) of spec files, for editors.",
        discussion: """
            Save it and point your editor at it, for example with a first line
              # yaml-language-server: $schema=./berth.schema.json
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let console = try global.begin()
        console.answer(SpecSchema.document)
    }
}
