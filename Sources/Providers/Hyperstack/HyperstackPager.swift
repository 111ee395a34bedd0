/// Which page of a list comes next. Pages are numbered from 1, and not every list tells how many there are.
struct HyperstackPager: Sendable {
    /// The page to ask for; nil when the list is read.
    private(set) var next: Int? = 1
    /// Items in all pages, if told.
    private(set) var total: Int?
    private var known = 0

    /// Takes note of a page.
    /// - Parameters:
    ///   - count: items on it.
    ///   - total: items in all, as it says.
    ///   - size: items a page has at most, as it says.
    ///   - known: different items so far, this page's included.
    mutating func took(_ count: Int, of total: Int?, size: Int?, known: Int) {
        guard let page = next else { return }
        let told = size
        let size = size ?? HyperstackWire.pageSize
        let grew = known > self.known
        self.known = known
        self.total = total
        let isFull = count >= size
        let more: Bool
        if let total {
            // Pages may be smaller than they say, and a total that is just this page's length may be that and no more.
            more =
                known < total ? grew || (told != nil && page * size < total) : isFull && total == count && grew
        } else {
            // Where nothing tells how long a page is, only an empty one tells the end.
            more = told == nil ? count > 0 && grew : isFull && grew
        }
        next = more && page < 100_000 ? page + 1 : nil
    }
}
