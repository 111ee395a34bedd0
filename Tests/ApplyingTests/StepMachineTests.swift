import Hosts
import Planning
import Records
import Testing

@testable import Applying

/// One step, every answer.
@Suite struct StepMachineTests {
    @Suite struct Creating {
        let step = makeStep(.create, [.create])

        @Test func done() {
            let end = Drive(step).run(.done(runtime()))
            #expect(end.verbs == [.create])
            #expect(end.results == [.done(runtime())])
            #expect(end.record?.phase == .ready)
            #expect(end.record?.runtime == runtime())
            #expect(end.record?.applied?.zone == "r1-a", "the zone that the cloud chose")
            #expect(end.record?.price == Money("0.40 USD"))
            #expect(end.record?.hasRun == true)
            #expect(end.ledger.map(\.outcome) == ["ok"])
            #expect(end.open.isEmpty)
        }

        @Test func refusedLeavesNothing() {
            let end = Drive(step).run(.refused(error(.quota), leftover: nil))
            #expect(end.results == [.failed(error(.quota))])
            #expect(end.records.isEmpty)
            #expect(end.ledger.map(\.outcome) == ["failed"])
        }

        /// Some clouds answer a token that failed once with that failure for ever.
        @Test func refusedAgainIsAnotherAttempt() {
            var record = HostRecord(uid: "k3f9q2ab", provider: .local)
            record.phase = .creating
            let first = Drive(step, ["hub": record]).run(.refused(error(.quota), leftover: nil))
            #expect(first.record?.uid == record.uid)
            #expect(first.record?.attempt == 2)
            let second = Drive(step, first.records).run(.done(runtime()))
            #expect(second.created[0].token != first.created[0].token)
        }

        @Test func whatWasBegunIsCompletedOrTakenAway() {
            var record = HostRecord(uid: "k3f9q2ab", provider: .local)
            record.unfinished = runtime("vm-9")
            var end = Drive(step, ["hub": record]).run(.done(runtime("vm-9")))
            #expect(end.record?.runtime == runtime("vm-9"))
            #expect(end.record?.unfinished == nil)
            end = Drive(makeStep(.delete, [.delete(keepData: false)]), ["hub": record]).run(.done(nil))
            guard case .delete(let gone, _)? = end.calls.first else {
                Issue.record("no delete: \(end.calls)")
                return
            }
            #expect(gone == runtime("vm-9"))
            #expect(end.record == nil)
            end = Drive(makeStep(.create, [.delete(keepData: false), .create]), ["hub": record])
                .run(.done(nil), .done(runtime("vm-10")))
            #expect(end.record?.generation == 2)
            #expect(end.record?.unfinished == nil)
        }

        @Test func unknownStaysOpen() {
            let end = Drive(step).run(.unknown(error(.transient)))
            #expect(end.results == [.unknown(error(.transient))])
            #expect(end.open.count == 1)
            #expect(end.record?.phase == .creating)
            #expect(end.record?.price == Money("0.40 USD"), "whoever settles it knows the price")
            let again = Drive(step, end.records).run()
            #expect(again.created[0].token == end.created[0].token)
        }

        @Test func laddersAreWalkedOnStockOutsOnly() {
            let ladder = makeStep(.create, [.create]) {
                $0.candidates = [candidate(), candidate(.gcp, "g4"), candidate(.aws)]
            }
            var end = Drive(ladder).run(.refused(error(.capacity), leftover: nil), .done(runtime("vm-2")))
            #expect(end.passed == [0])
            #expect(end.candidate == 1)
            #expect(end.record?.provider == .gcp)
            #expect(end.record?.applied?.machineType == "g4")
            #expect(Set(end.created.map(\.token)).count == 2)
            let none = CallAnswer.refused(error(.capacity), leftover: nil)
            end = Drive(ladder).run(none, none, none)
            #expect(end.passed == [0, 1])
            #expect(end.results == [.failed(error(.capacity))])
            #expect(end.records.isEmpty)
            for kind in [ProviderError.Kind.quota, .auth, .invalid, .conflict, .operationFailed] {
                end = Drive(ladder).run(.refused(error(kind), leftover: nil))
                #expect(end.results == [.failed(error(kind))])
                #expect(end.calls.count == 1)
            }
        }

        @Test func whatAStockOutLeftIsClearedAway() {
            let ladder = makeStep(.create, [.create]) { $0.candidates = [candidate(), candidate(.gcp)] }
            let end = Drive(ladder).run(
                .refused(error(.capacity), leftover: runtime()), .done(nil), .done(runtime("vm-2")))
            #expect(end.verbs == [.create, .delete, .create])
            #expect(end.calls[1] == .delete(runtime(), keepData: false))
            #expect(end.record?.runtime?.instanceID == "vm-2")
            #expect(end.record?.provider == .gcp)
            #expect(end.record?.generation == 2)
        }

        @Test func aDiskThatWasThereBeforeIsNeverClearedAway() {
            let ladder = makeStep(.create, [.create]) { $0.candidates = [candidate(), candidate(.gcp)] }
            let record = readyRecord {
                $0.former = $0.runtime
                $0.runtime = nil
                $0.phase = .creating
            }
            let end = Drive(ladder, ["hub": record]).run(
                .refused(error(.capacity), leftover: runtime("vm-2")), .done(nil))
            #expect(end.calls[1] == .delete(runtime("vm-2"), keepData: true))
            #expect(end.created[1].existingDataDiskID == "disk-1")
        }

        @Test func whatAFailureLeftIsRecorded() {
            let end = Drive(step).run(.refused(error(.operationFailed), leftover: runtime()))
            #expect(end.results == [.failed(error(.operationFailed))])
            #expect(end.record?.runtime == runtime())
            #expect(end.record?.phase == .ready)
            #expect(end.record?.hasRun == false)
        }

        @Test func aFailureBeforeTheDiskWasAttachedDoesNotLoseIt() {
            let record = readyRecord {
                $0.former = $0.runtime
                $0.runtime = nil
                $0.phase = .creating
            }
            let end = Drive(step, ["hub": record]).run(
                .refused(error(.operationFailed), leftover: runtime("vm-2", disk: nil)))
            #expect(end.record?.runtime?.dataDiskID == "disk-1")
        }
    }

    @Suite struct Removing {
        let step = makeStep(.delete, [.delete(keepData: false)])

        @Test func answers() {
            let hub = ["hub": readyRecord()]
            var end = Drive(step, hub).run(.done(nil))
            #expect(end.records.isEmpty)
            #expect(end.calls == [.delete(runtime(), keepData: false)])
            end = Drive(step, hub).run(.refused(error(.conflict), leftover: nil))
            #expect(end.records == hub, "a refused delete changes nothing")
            end = Drive(step, hub).run(.unknown(error(.transient)))
            #expect(end.record?.phase == .deleting)
            #expect(end.open.count == 1)
        }

        @Test func refusedDeletesDoNotStartWhatAResizeHadStopped() {
            let hub = ["hub": readyRecord { $0.restorePower = true }]
            let end = Drive(step, hub).run(.refused(error(.conflict), leftover: nil))
            #expect(end.verbs == [.delete])
        }

        @Test func replacementKeepsTheDisk() {
            let step = makeStep(.replace, [.delete(keepData: true), .create])
            let hub = ["hub": readyRecord()]
            var end = Drive(step, hub).run(.done(nil), .done(runtime("vm-2")))
            #expect(end.created[0].existingDataDiskID == "disk-1")
            #expect(end.created[0].mark.generation == 2)
            #expect(end.record?.former == nil)
            #expect(end.record?.generation == 2)
            end = Drive(step, hub).run(.done(nil), .refused(error(.quota), leftover: nil))
            #expect(end.record?.former == runtime(), "the disk waits")
            #expect(end.record?.phase == .creating)
            #expect(end.record?.attempt == 2)
            end = Drive(step, hub).run(.refused(error(.conflict), leftover: nil))
            #expect(end.records == hub)
            #expect(end.verbs == [.delete])
        }

        @Test func replacementWithoutTheDisk() {
            let step = makeStep(.replace, [.delete(keepData: false), .create])
            let end = Drive(step, ["hub": readyRecord()]).run(.done(nil), .done(runtime("vm-2", disk: "disk-2")))
            #expect(end.created[0].existingDataDiskID == nil)
            #expect(end.record?.runtime?.dataDiskID == "disk-2")
        }

        @Test func forgetting() {
            let end = Drive(makeStep(.forget, []), ["hub": readyRecord()]).run()
            #expect(end.records.isEmpty)
            #expect(end.calls.isEmpty)
            #expect(end.results.count == 1)
        }
    }

    @Suite struct Changing {
        let resize = makeStep(.resize, [.stop, .resize(machineType: "s8"), .start]) {
            $0.target = configuration("s8")
            $0.priceAfter = .hourly(Money("0.80 USD"))
        }

        @Test func resized() {
            let end = Drive(resize, ["hub": readyRecord()]).run(.done(nil), .done(nil), .done(nil))
            #expect(end.verbs == [.stop, .resize, .start])
            #expect(end.record?.applied?.machineType == "s8")
            #expect(end.record?.price == Money("0.80 USD"))
            #expect(end.record?.restorePower == false)
            #expect(end.ledger.count == 1)
        }

        @Test func theAddressIsTheOneItHasNow() {
            var moved = runtime()
            moved.publicIP = "203.0.113.9"
            let end = Drive(resize, ["hub": readyRecord()]).run(.done(nil), .done(nil), .done(moved))
            #expect(end.record?.runtime == moved)
        }

        @Test func cutOffItRemembersThePower() {
            let hub = ["hub": readyRecord()]
            for answers in 0...2 {
                var drive = Drive(resize, hub)
                switch answers {
                case 0: drive = drive.run()
                case 1: drive = drive.run(.done(nil))
                default: drive = drive.run(.done(nil), .done(nil))
                }
                #expect(drive.record?.restorePower == true)
                #expect(drive.open.count == 1)
            }
        }

        @Test func aRefusedResizeStartsTheHostAgain() {
            let no = CallAnswer.refused(error(.capacity), leftover: nil)
            let hub = ["hub": readyRecord()]
            var end = Drive(resize, hub).run(.done(nil), no, .done(nil))
            #expect(end.verbs == [.stop, .resize, .start])
            #expect(end.results == [.failed(error(.capacity))])
            #expect(end.records == hub, "all is as it was")
            #expect(end.ledger.map(\.outcome) == ["failed"])
            end = Drive(resize, hub).run(.done(nil), no, .refused(error(.quota), leftover: nil))
            #expect(end.results == [.failed(error(.capacity))])
            #expect(end.record?.restorePower == true, "the next run starts it")
            end = Drive(resize, hub).run(no)
            #expect(end.verbs == [.stop])
            #expect(end.records == hub)
        }

        @Test func aReplacementThatStopsFirstStartsTheHostAgain() {
            let step = makeStep(.replace, [.stop, .resizeDisk(sizeGB: 200), .delete(keepData: true), .create])
            let no = CallAnswer.refused(error(.quota), leftover: nil)
            let hub = ["hub": readyRecord()]
            #expect(Drive(step, hub).run(.done(nil), no, .done(nil)).verbs == [.stop, .resizeDisk, .start])
            let end = Drive(step, hub).run(.done(nil), .done(nil), no, .done(nil))
            #expect(end.verbs == [.stop, .resizeDisk, .delete, .start])
            #expect(end.record?.applied?.dataDisk?.sizeGB == 200)
            #expect(end.record?.phase == .ready)
        }

        @Test func marksOfOthersAreSentAndNotRecorded() {
            let step = makeStep(.update, [.updateMarks]) {
                $0.target = configuration()
                $0.target?.labels = ["team": "physics"]
                $0.foreign = ForeignMarks(labels: ["x": "y"], tags: ["t"], metadata: ["m": "n"])
            }
            let end = Drive(step, ["hub": readyRecord()]).run(.done(nil))
            guard case .updateMarks(_, let mark, let sent)? = end.calls.first else {
                Issue.record("no marks were sent")
                return
            }
            #expect(mark.host == "hub")
            #expect(sent.labels == ["team": "physics", "x": "y"])
            #expect(sent.tags == ["t"])
            #expect(sent.metadata == ["m": "n"])
            #expect(end.record?.applied?.labels == ["team": "physics"])
        }

        @Test func renames() {
            let old = ["old": readyRecord()]
            let plain = makeStep(.update, []) { $0.renamedFrom = "old" }
            #expect(Drive(plain, old).run().records.keys.sorted() == ["hub"])
            let marked = makeStep(.update, [.updateMarks]) { $0.renamedFrom = "old" }
            for answer in [CallAnswer.done(nil), .unknown(error(.transient)), .refused(error(.auth), leftover: nil)] {
                let end = Drive(marked, old).run(answer)
                #expect(end.records.keys.sorted() == ["hub"])
                #expect(end.record?.runtime == runtime())
            }
        }

        @Test func protectionIsOfTheRecordAlone() {
            let step = makeStep(.update, []) { $0.protect = true }
            let end = Drive(step, ["hub": readyRecord()]).run()
            #expect(end.record?.protect == true)
            #expect(end.record?.applied == configuration())
            #expect(end.ledger.map(\.action) == ["update"])
        }

        @Test func aStepWithoutAVMFailsInsteadOfHanging() {
            let end = Drive(makeStep(.stop, [.stop])).run()
            guard case .failed(let error)? = end.results.first else {
                Issue.record("it did not fail")
                return
            }
            #expect(error.code == "NO_VM")
            #expect(end.open.isEmpty)
        }

        @Test func abandonedStepsLeaveTheRecordAlone() {
            let hub = ["hub": readyRecord()]
            let steps = [resize, makeStep(.delete, [.delete(keepData: false)]), makeStep(.stop, [.stop])]
            for step in steps {
                var drive = Drive(step, hub).run()
                for action in drive.machine.abandon("interrupted") { drive.take(action) }
                #expect(drive.records == hub)
                #expect(drive.open.isEmpty)
                #expect(drive.results == [.skipped("interrupted")])
            }
            var new = Drive(makeStep(.create, [.create])).run()
            for action in new.machine.abandon("interrupted") { new.take(action) }
            #expect(new.records.isEmpty)
        }
    }

    @Suite struct Tokens {
        @Test func stableAndTold() {
            let mark = HostMark(fleet: "test", lineage: lineage, host: "hub", uid: "k3f9q2ab", generation: 1)
            let request = CreateRequest(token: "anything", mark: mark, configuration: configuration())
            let token = IdempotencyToken.make(request, provider: .local, attempt: 1)
            #expect(token == "zodgm2bcak2voxjkblagm3ed6g4jthow")
            #expect(token.utf8.count == 32)
            var others: [CreateRequest] = Array(repeating: request, count: 7)
            others[0].mark.generation = 2
            others[1].mark.host = "other"
            others[2].mark.lineage = "another"
            others[3].configuration.labels = [:]
            others[4].startRunning = false
            others[5].existingDataDiskID = "disk-1"
            others[6].mark.uid = "aaaaaaaa"
            var tokens = Set(others.map { IdempotencyToken.make($0, provider: .local, attempt: 1) })
            tokens.insert(IdempotencyToken.make(request, provider: .gcp, attempt: 1))
            tokens.insert(IdempotencyToken.make(request, provider: .local, attempt: 2))
            tokens.insert(token)
            #expect(tokens.count == 10)
        }
    }
}
