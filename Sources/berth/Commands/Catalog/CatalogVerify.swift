import ArgumentParser
import Catalog
import CatalogStore
import Files
import Hosts
import Reports

/// `berth catalog verify`: whether the locked catalogs are whole.
struct CatalogVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the locked catalogs: every file against the lock, and every row.",
        discussion: "Works offline. Exit codes: 0 all is well, also if none is locked; 3 something is wrong.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var specs: SpecPathOptions

    func run() async throws {
        let console = try global.begin()
        let found = await FoundFleet(specs, console: console)
        let checks = try checks(CatalogFolder(stateFolder: found.stateFolder))
        switch format.format {
        case .text: console.answer(CatalogVerifyReport.text(checks, style: console.style))
        case .json: console.answer(CatalogVerifyReport.json(checks))
        }
        let faults = checks.reduce(0) { $0 + $1.faults.count }
        guard faults == 0 else {
            throw Failure(.invalidSpec, "\(faults) \(faults == 1 ? "fault" : "faults") in the locked catalogs")
        }
    }

    private func checks(_ folder: CatalogFolder) throws(Failure) -> [CatalogCheck] {
        let lock: CatalogLock
        do { lock = try folder.lock() } catch {
            return [CatalogCheck(provider: nil, rows: nil, summary: folder.lockPath, faults: lines(error))]
        }
        var out: [CatalogCheck] = []
        for id in ProviderID.allCases.sorted() {
            do throws(CatalogStoreFault) {
                guard let locked = try folder.open(id, lock: lock) else { continue }
                out.append(check(id, locked))
            } catch {
                out.append(CatalogCheck(provider: id, rows: nil, summary: id.rawValue, faults: lines(error)))
            }
        }
        return out
    }

    private func check(_ id: ProviderID, _ locked: CatalogFolder.Locked) -> CatalogCheck {
        let entry = locked.entry
        let age = Workspace.today.map { max(0, $0.days(since: entry.date)) }
        var check = CatalogCheck(
            provider: id, rows: locked.table.count,
            summary: "\(id.rawValue) locked \(entry.date)"
                + (age.map { " (\($0) \($0 == 1 ? "day" : "days") old)" } ?? ""))
        if entry.entries != locked.table.count {
            check.faults.append("the lock says it has \(entry.entries) rows, the file has \(locked.table.count)")
        }
        if let today = Workspace.today {
            check.stale = entry.kinds.filter { CatalogTTL.isStale($0.key, of: id, fetched: $0.value, today: today) }
                .keys.sorted()
        }
        return check
    }

    private func lines(_ fault: CatalogStoreFault) -> [String] {
        fault.description.split(separator: "\n").map(String.init)
    }
}
