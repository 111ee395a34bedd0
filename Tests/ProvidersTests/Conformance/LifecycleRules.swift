import Hosts
import Providers

/// Rules about what each verb does, and does again.
enum LifecycleRules {
    static let all = [
        create, marksFromCreation, startStop, restart, resizeStopped, resizeRunning, resizeDisk, updateMarks, delete,
        deleteOfTheGone, keepData, missingHost,
    ]

    static let create = ConformanceRule("create makes what was asked for") { target, find in
        let bench = try await target.make([])
        let request = target.create("hub")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        let seen = try await bench.provider.getHost(runtime)
        await find.expect(seen?.status == .running, "runs")
        await find.expect(seen?.machineType == target.machineTypes.0, "has the machine type")
        await find.expect(seen?.dataDisk == request.configuration.dataDisk, "has the data disk")
        await find.expect((runtime.dataDiskID != nil) == hasDisk(bench.provider), "names the data disk")
        await find.expect(seen?.labels == ["team": "math"], "has the labels and no others")
        var off = target.create("off")
        off.startRunning = false
        guard bench.provider.capabilities.stop else {
            await find.expect(["invalid"], "a host that is off there is not") { [off] () async throws(ProviderError) in
                _ = try await bench.provider.createHost(off, userData: nil)
            }
            return
        }
        let stopped = try await bench.provider.createHost(off, userData: nil)
        await find.expect(try await bench.provider.getHost(stopped)?.status == .stopped, "is off if asked to be")
    }

    static let marksFromCreation = ConformanceRule("a VM carries its mark from the create call on") { target, find in
        let bench = try await target.make([])
        let request = target.create("hub")
        let writes = bench.meter.writes
        let runtime = try await bench.provider.createHost(request, userData: nil)
        await find.expect(
            bench.meter.writes == writes + target.createWrites, "no call beside those that make it sets the marks")
        let listing = try await bench.provider.listHosts(fleet: "lab")
        await find.expect(listing.hosts.map(\.runtime) == [runtime], "is listed by its fleet")
        await find.expect(listing.hosts.first?.mark?.uid == request.mark.uid, "carries the uid")
        await find.expect(listing.disks.map(\.id) == [runtime.dataDiskID].compactMap { $0 }, "its disk is listed")
        if hasDisk(bench.provider) {
            await find.expect(listing.disks.first?.mark.uid == request.mark.uid, "its disk carries the uid")
            await find.expect(
                listing.disks.first?.attachedTo == runtime.instanceID, "its disk says where it is attached")
        }
        await find.expect(try await bench.provider.listHosts(fleet: "other").hosts.isEmpty, "and by no other fleet")
    }

    static let startStop = ConformanceRule("stop and start work, and again change nothing") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        for _ in 1...2 where bench.provider.capabilities.stop {
            try await bench.provider.stopHost(runtime)
            await find.expect(try await bench.provider.getHost(runtime)?.status == .stopped, "is off")
        }
        if !bench.provider.capabilities.stop {
            await find.expect(["invalid"], "a stop there is not") { () async throws(ProviderError) in
                try await bench.provider.stopHost(runtime)
            }
        }
        for _ in 1...2 {
            try await bench.provider.startHost(runtime)
            await find.expect(try await bench.provider.getHost(runtime)?.status == .running, "runs")
        }
    }

    static let restart = ConformanceRule("a restart needs a running host and leaves one") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        let can = bench.provider.capabilities
        if can.restart {
            try await bench.provider.restartHost(runtime)
        } else {
            await find.expect(["invalid"], "a restart there is not") { () async throws(ProviderError) in
                try await bench.provider.restartHost(runtime)
            }
        }
        if can.hardRestart {
            try await bench.provider.hardRestartHost(runtime)
        } else {
            await find.expect(["invalid"], "a hard restart there is not") { () async throws(ProviderError) in
                try await bench.provider.hardRestartHost(runtime)
            }
        }
        await find.expect(try await bench.provider.getHost(runtime)?.status == .running, "runs")
        guard can.stop else { return }
        try await bench.provider.stopHost(runtime)
        await find.expect([can.restart ? "conflict" : "invalid"], "restart of a stopped host") {
            () async throws(ProviderError) in
            try await bench.provider.restartHost(runtime)
        }
        await find.expect([can.hardRestart ? "conflict" : "invalid"], "hard restart of a stopped host") {
            () async throws(ProviderError) in
            try await bench.provider.hardRestartHost(runtime)
        }
    }

    static let resizeStopped = ConformanceRule("a resize changes the type; to the present one, nothing") {
        target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        try await bench.provider.resizeHost(runtime, machineType: target.machineTypes.0)
        guard [.inPlace, .stopStart].contains(bench.provider.capabilities.machineTypeChange) else {
            // A cloud that replaces instead says so, and touches nothing.
            await find.expect(["invalid"], "a resize there is not") { () async throws(ProviderError) in
                try await bench.provider.resizeHost(runtime, machineType: target.machineTypes.1)
            }
            let seen = try await bench.provider.getHost(runtime)
            await find.expect(seen?.machineType == target.machineTypes.0, "keeps its type")
            return
        }
        if bench.provider.capabilities.machineTypeChange == .stopStart { try await bench.provider.stopHost(runtime) }
        for _ in 1...2 {
            try await bench.provider.resizeHost(runtime, machineType: target.machineTypes.1)
            let seen = try await bench.provider.getHost(runtime)
            await find.expect(seen?.machineType == target.machineTypes.1, "has the new type")
        }
        await find.expect(["invalid"], "resize to an unknown type") { () async throws(ProviderError) in
            try await bench.provider.resizeHost(runtime, machineType: "no-such-type")
        }
    }

    static let resizeRunning = ConformanceRule("a running host is not resized where that needs a stop") {
        target, find in
        let bench = try await target.make([])
        guard bench.provider.capabilities.machineTypeChange == .stopStart else { return }
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        await find.expect(["conflict"], "resize of a running host") { () async throws(ProviderError) in
            try await bench.provider.resizeHost(runtime, machineType: target.machineTypes.1)
        }
        let seen = try await bench.provider.getHost(runtime)
        await find.expect(seen?.status == .running && seen?.machineType == target.machineTypes.0, "is untouched")
    }

    static let resizeDisk = ConformanceRule("a data disk grows and never shrinks") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        guard hasDisk(bench.provider) else {
            await find.expect(["invalid"], "a data disk there is not") { () async throws(ProviderError) in
                try await bench.provider.resizeDisk(runtime, sizeGB: 80)
            }
            return
        }
        guard grows(bench.provider) else {
            try await bench.provider.resizeDisk(runtime, sizeGB: 50)
            await find.expect(["invalid"], "a growth there is not") { () async throws(ProviderError) in
                try await bench.provider.resizeDisk(runtime, sizeGB: 80)
            }
            await find.expect(try await bench.provider.getHost(runtime)?.dataDisk?.sizeGB == 50, "keeps its size")
            return
        }
        for _ in 1...2 {
            try await bench.provider.resizeDisk(runtime, sizeGB: 80)
            await find.expect(try await bench.provider.getHost(runtime)?.dataDisk?.sizeGB == 80, "has grown")
        }
        await find.expect(["invalid"], "shrink") { () async throws(ProviderError) in
            try await bench.provider.resizeDisk(runtime, sizeGB: 70)
        }
        await find.expect(try await bench.provider.getHost(runtime)?.dataDisk?.sizeGB == 80, "has kept its size")
    }

    static let updateMarks = ConformanceRule("labels become those of the configuration, no more and no fewer") {
        target, find in
        let bench = try await target.make([])
        let request = target.create("hub")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        var configuration = request.configuration
        configuration.labels = ["owner": "ada"]
        configuration.tags = ["db"]
        configuration.machineType = target.machineTypes.1
        var mark = request.mark
        mark.host = "hub-renamed"
        guard bench.provider.capabilities.labelChange == .inPlace else {
            // The name alone can change there; other labels are refused, and nothing is touched then.
            let before = try await bench.digest()
            await find.expect(["invalid"], "other labels there are not") {
                [mark, configuration] () async throws(ProviderError) in
                try await bench.provider.updateMarks(runtime, mark: mark, configuration: configuration)
            }
            await find.expect(try await bench.digest() == before, "the refusal changes nothing")
            configuration.labels = request.configuration.labels
            try await bench.provider.updateMarks(runtime, mark: mark, configuration: configuration)
            let seen = try await bench.provider.getHost(runtime)
            await find.expect(seen?.mark?.host == "hub-renamed", "the mark is replaced")
            await find.expect(seen?.labels == request.configuration.labels, "the labels are as they were")
            return
        }
        try await bench.provider.updateMarks(runtime, mark: mark, configuration: configuration)
        let seen = try await bench.provider.getHost(runtime)
        await find.expect(seen?.labels == ["owner": "ada"], "labels are replaced")
        if bench.provider.capabilities.tags { await find.expect(seen?.tags == ["db"], "tags are replaced") }
        await find.expect(seen?.mark?.host == "hub-renamed", "the mark is replaced")
        await find.expect(seen?.machineType == target.machineTypes.0, "nothing else is")
    }

    static let delete = ConformanceRule("delete removes VM and disk, and again is success") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        for _ in 1...2 {
            try await bench.provider.deleteHost(runtime, keepData: false)
            await find.expect(try await bench.provider.getHost(runtime) == nil, "the VM is gone")
            let listing = try await bench.provider.listHosts(fleet: "lab")
            await find.expect(listing.hosts.isEmpty && listing.disks.isEmpty, "nothing is left")
        }
    }

    static let deleteOfTheGone = ConformanceRule("deleting a VM that is gone still removes its disk") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        try await bench.provider.deleteHost(runtime, keepData: true)
        let before = try await bench.provider.listHosts(fleet: "lab").disks.count
        await find.expect(before == (hasDisk(bench.provider) ? 1 : 0), "the disk was kept, if there is one")
        try await bench.provider.deleteHost(runtime, keepData: false)
        await find.expect(try await bench.provider.listHosts(fleet: "lab").disks.isEmpty, "the disk is gone")
    }

    static let keepData = ConformanceRule("a kept disk can be attached to the next VM, once") { target, find in
        let bench = try await target.make([])
        guard hasDisk(bench.provider) else {
            var request = target.create("hub")
            request.existingDataDiskID = "disk-1"
            await find.expect(["invalid"], "a disk to attach there is not") {
                [request] () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            return
        }
        let first = try await bench.provider.createHost(target.create("hub"), userData: nil)
        let size = grows(bench.provider) ? 90 : 50
        if size != 50 { try await bench.provider.resizeDisk(first, sizeGB: size) }
        try await bench.provider.deleteHost(first, keepData: true)
        let kept = try await bench.provider.listHosts(fleet: "lab").disks
        await find.expect(kept.map(\.id) == [first.dataDiskID].compactMap { $0 }, "the disk is kept")
        await find.expect(kept.first?.attachedTo == nil, "and detached")
        var request = target.create("hub", token: "second")
        request.existingDataDiskID = first.dataDiskID
        let second = try await bench.provider.createHost(request, userData: nil)
        await find.expect(second.dataDiskID == first.dataDiskID, "the same disk is attached")
        await find.expect(try await bench.provider.getHost(second)?.dataDisk?.sizeGB == size, "with its size")
        request.token = "third"
        await find.expect(["conflict"], "attaching it twice") { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
    }

    private static func hasDisk(_ provider: any HostProvider) -> Bool { provider.capabilities.persistentDisk }

    private static func grows(_ provider: any HostProvider) -> Bool {
        [.inPlace, .stopStart].contains(provider.capabilities.dataDiskGrowth)
    }

    static let missingHost = ConformanceRule("a verb on a VM that is not there says so") { target, find in
        let bench = try await target.make([])
        let gone = HostRuntime(instanceID: "vm-999999", cloudName: "gone-x")
        let can = bench.provider.capabilities
        // A verb that the cloud has not says so whatever it is asked of.
        let verbs: [(String, Bool, @Sendable () async throws(ProviderError) -> Void)] = [
            ("start", true, { () async throws(ProviderError) in try await bench.provider.startHost(gone) }),
            ("stop", can.stop, { () async throws(ProviderError) in try await bench.provider.stopHost(gone) }),
            ("restart", true, { () async throws(ProviderError) in try await bench.provider.restartHost(gone) }),
            (
                "hard restart", can.hardRestart,
                { () async throws(ProviderError) in try await bench.provider.hardRestartHost(gone) }
            ),
            (
                "resize", true,
                { () async throws(ProviderError) in try await bench.provider.resizeHost(gone, machineType: "x") }
            ),
            (
                "grow", can.persistentDisk,
                { () async throws(ProviderError) in try await bench.provider.resizeDisk(gone, sizeGB: 99) }
            ),
        ]
        for (name, exists, verb) in verbs { await find.expect([exists ? "not_found" : "invalid"], name, verb) }
    }
}
