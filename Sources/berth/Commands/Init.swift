import ArgumentParser
import Files
import JSON
import Specs

/// `berth init`: a first spec that runs, the schema for the editor, and a state folder git knows how to treat.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first spec and the editor's schema; never overwrites.")

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Name of the fleet. Default: my-fleet.", valueName: "name"))
    var fleet = "my-fleet"

    func run() async throws {
        let console = try global.begin()
        let text = Self.spec(fleet)
        let check = SpecReader().read(texts: [("berth.yaml", Array(text.utf8))])
        guard !check.hasErrors else {
            throw Failure(.usage, "`\(fleet)` is no name for a fleet: use a–z, 0–9 and inner -")
        }
        try create("berth.yaml", Array(text.utf8), console)
        try create("berth.schema.json", SpecSchema.document.text(), console)
        console.hint("\nNext:  berth validate    then    berth plan    then    berth apply")
    }

    private func create(_ path: String, _ bytes: [UInt8], _ console: Console) throws(Failure) {
        do {
            let file = try Descriptor(path, .createNew)
            try file.write(bytes)
            console.answer("wrote \(path)")
        } catch  where error.exists {
            console.say("kept  \(path), which is there already")
        } catch {
            throw Failure(.failure, error.description)
        }
    }

    private static func spec(_ fleet: String) -> String {
        """
        # yaml-language-server: $schema=./berth.schema.json
        # One fleet: hosts declared together, with one state file. The Local cloud needs no account: try everything
        # here, then name a real cloud as the provider.
        fleet: \(fleet)

        defaults:
          provider: local
          region: local

        guards:
          max_hourly_cost: 10 USD

        hosts:
          hub-1:
            cpu: 2
            ram_gb: 8
            disk_gb: 50

        """
    }
}
