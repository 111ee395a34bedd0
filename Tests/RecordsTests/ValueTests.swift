import Testing

@testable import Records

@Suite struct ValueTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_392_000, "2026-11-23T00:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func timesComeBack(seconds: Int, text: String) {
        #expect(Timestamp(seconds: seconds).description == text)
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22 00:00:00Z",
        "2026-11-22T00:00:00+", "1969-12-31T23:59:59Z", "２026-11-22T00:00:0Z",
    ])
    func refusesOtherTimes(text: String) { #expect(Timestamp(text) == nil) }

    @Test func extremeTimesAreBroughtIntoRange() {
        #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(seconds: .min).description == "1970-01-01T00:00:00Z")
        #expect(Timestamp(seconds: 5).since(Timestamp(seconds: 9)) == .zero)
    }

    @Test func idsHaveTheirForm() throws {
        let random = RandomSource.seeded(7)
        #expect(random.uid().wholeMatch(of: /[a-z2-7]{8}/) != nil)
        #expect(random.intentID().wholeMatch(of: /i-[a-z2-7]{16}/) != nil)
        #expect(random.writeID().wholeMatch(of: /w-[a-z2-7]{12}/) != nil)
        let lineage = random.lineage()
        #expect(
            lineage.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(RandomSource.seeded(7).uid() == RandomSource.seeded(7).uid())
        #expect(RandomSource.system.intentID() != RandomSource.system.intentID())
    }

    @Test(arguments: [
        ("intent.synced:2", CrashPoint.intentSynced, 2), ("end", .end, 1),
        ("save.dir-synced:10", .saveFolderSynced, 10),
    ])
    func readsACrashPoint(text: String, point: CrashPoint, count: Int) throws {
        let parsed = try #require(FaultPoints.parse(text))
        #expect(parsed == (point, count))
    }

    @Test(arguments: ["", "nowhere:1", "end:0", "end:x", "end:1:2", ":1"])
    func refusesOtherCrashPoints(text: String) { #expect(FaultPoints.parse(text) == nil) }
}
