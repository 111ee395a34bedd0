import ArgumentParser
import Hosts
import JSON
import Providers

/// `berth version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = try global.begin()
        switch format.format {
        case .text: console.answer("berth \(Version.current)")
        case .json:
            console.answer(
                .object([
                    "version": .string(Version.current), "plan_format": .string("1.0"), "state_version": .int(1),
                    "providers": .array(ProviderTable.built.map { .string($0.rawValue) }),
                ]))
        }
    }
}
