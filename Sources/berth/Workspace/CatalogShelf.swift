import Catalog
import CatalogStore
import Hosts
import Reports

/// The catalogs of one command, each opened when it is first asked for.
struct CatalogShelf {
    /// What opens them.
    let library: CatalogLibrary
    /// The day it is, for ages.
    let today: CalendarDate?

    init(stateFolder: String, today: CalendarDate?) {
        library = .of(stateFolder: stateFolder)
        self.today = today
    }

    init(_ workspace: Workspace) {
        library = workspace.library
        today = workspace.today
    }

    /// A cloud's catalog; nil if there is none.
    func opened(_ id: ProviderID) throws(Failure) -> OpenedCatalog? {
        do { return try library.catalog(id) } catch { throw Failure(error) }
    }

    /// A cloud's catalog, ready for questions.
    func index(_ id: ProviderID) throws(Failure) -> CatalogIndex? { try opened(id)?.index }

    /// Where a cloud's catalog comes from.
    func origin(_ id: ProviderID) throws(Failure) -> CatalogOrigin? {
        try opened(id).map { CatalogOrigin($0, today: today) }
    }
}

extension CatalogOrigin {
    init(_ opened: OpenedCatalog, today: CalendarDate?) {
        self.init(
            provider: opened.provider, origin: opened.origin.rawValue, date: opened.date,
            age: today.flatMap { opened.age(today: $0) }, text: opened.summary(today: today))
    }
}
