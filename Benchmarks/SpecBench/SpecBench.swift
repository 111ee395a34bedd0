import Diagnostics
import Hosts
import Specs

/// Reads one spec file and prints how many hosts it declares.
@main
enum SpecBench {
    /// Held until the process ends: reading is measured, not the taking apart of what was read.
    static let result = SpecReader().read(paths: Array(CommandLine.arguments.dropFirst()))

    static func main() {
        for diagnostic in result.diagnostics { print(diagnostic.message) }
        print(result.fleet.map { String($0.hosts.count) } ?? "no fleet")
    }
}
