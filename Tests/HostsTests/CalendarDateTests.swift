import Hosts
import Testing

@Suite struct CalendarDateTests {
    @Test(arguments: [
        ("2026-11-23", "2026-11-23", 0), ("2026-11-23", "2026-05-01", 206), ("2024-03-01", "2024-02-28", 2),
        ("2025-03-01", "2025-02-28", 1), ("2000-03-01", "2000-02-28", 2), ("1900-03-01", "1900-02-28", 1),
        ("2026-01-01", "2025-12-31", 1), ("2025-12-31", "2026-01-01", -1), ("2026-11-23", "1970-01-01", 20_780),
        ("0000-03-01", "0000-01-01", 60), ("9999-12-31", "0000-01-01", 3_652_424),
    ])
    func countsDays(later: String, earlier: String, days: Int) throws {
        let later = try #require(CalendarDate(later))
        let earlier = try #require(CalendarDate(earlier))
        #expect(later.days(since: earlier) == days)
    }
}
