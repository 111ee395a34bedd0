import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// What is read of answers that are not as documented: never an empty list, never a trap.
@Suite struct HyperstackReadingTests {
    private static func root(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test(arguments: [
        #"{"status":true}"#, #"{"status":true,"instances":null}"#, #"{"instances":{}}"#, #"{"instances":"none"}"#, "[]",
        #""ok""#, "null", #"{"data":[]}"#, #"{"instances":[{"name":"x"}],"count":1}"#, #"{"instances":[null]}"#,
        #"{"instances":[{"id":"x"}]}"#,
    ])
    func aListThatCannotBeReadIsNotEmpty(body: String) async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let tree = try Self.root(body).tree
        try await bench.world.fail(
            .init(.status, method: .get, path: "/v1/core/virtual-machines", times: 9, status: 200, body: tree))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .transient && error?.code == "BadAnswer")
        // Nor does a VM's own answer without the VM say that it is gone.
        try await bench.world.fail(
            .init(.status, method: .get, path: "/v1/core/virtual-machines/*", times: 9, status: 200, body: tree))
        let odd = await failure { () async throws(ProviderError) in _ = try await bench.provider.getHost(hub) }
        #expect(odd?.kind == .transient)
    }

    @Test func anEmptyListIsOne() throws {
        for text in [#"{"instances":[]}"#, #"{"instances":null,"count":0}"#] {
            #expect(try HyperstackWire.page(Self.root(text), "instances", HyperstackWire.vm).items.isEmpty)
        }
    }

    @Test func numbersMayBeTexts() throws {
        let vm = try #require(
            HyperstackWire.vm(
                try Self.root(
                    #"{"id":"1129","name":"n","volume_attachments":[{"volume":{"id":"9","size":"50.0","bootable":"false"}}]}"#
                )))
        #expect(vm.id == 1129 && vm.attachments?.first?.volume == 9 && vm.attachments?.first?.size == 50)
        let volume = try #require(
            HyperstackWire.volume(
                try Self.root(#"{"id":9.0,"status":"IN_USE","size":50.0,"attachments":[{"instance_id":"7"}]}"#)))
        #expect(volume.id == 9 && volume.size == 50 && volume.instance == 7 && volume.isAttached(to: 7))
        let flavors = try HyperstackWire.flavors(
            try Self.root(
                #"{"data":[{"region_name":"R","flavors":[{"name":"f","cpu":"28","ram":58.0,"gpu":"L40","gpu_count":"2","stock_available":"true"}]}]}"#
            ))
        #expect(flavors.first?.cpu == 28 && flavors.first?.gpuCount == 2 && flavors.first?.stockAvailable == true)
        let page = try HyperstackWire.page(
            Self.root(#"{"instances":[],"count":"23","page_size":"10"}"#), "instances", HyperstackWire.vm)
        #expect(page.total == 23 && page.size == 10)
        let huge = try HyperstackWire.page(
            Self.root(#"{"instances":[],"count":9223372036854775807,"page_size":9223372036854775807}"#), "instances",
            HyperstackWire.vm)
        var pager = HyperstackPager()
        for known in 1...50 { pager.took(1, of: huge.total, size: huge.size, known: known) }
        #expect(pager.next == 51)
        #expect(try HyperstackWire.vm(Self.root(#"{"id":1.5}"#)) == nil)
        #expect(try HyperstackWire.vm(Self.root(#"{"id":1,"floating_ip":"None"}"#))?.floatingIP == nil)
    }

    @Test func everyRefusalThatCameAsASuccessIsOne() async throws {
        let bench = try await HyperstackBench()
        let body: JSONValue = .object(["status": .string("false"), "message": .string("no")])
        try await bench.world.fail(.init(.status, method: .get, times: 9, status: 200, body: body))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .invalid && error?.message == "no")
    }

    @Test func spotPricesAreTheirOwn() {
        let book = HyperstackPricebook([
            .init(name: "L40", value: "1.0"), .init(name: "A100-80G-PCIe", value: "1.35"),
            .init(name: "A100-80G-PCIe-spot", value: "1.08"),
        ])
        func flavor(_ name: String, _ gpu: String) -> HyperstackFlavor {
            HyperstackFlavor(
                name: name, region: "R", cpu: 4, ram: "8", disk: 100, ephemeral: 0, gpu: gpu, gpuCount: 2,
                stockAvailable: true, labels: [])
        }
        #expect(book.price(of: flavor("n3-A100x2-spot", "A100-80G-PCIe-spot")) == Money("2.16"))
        #expect(book.price(of: flavor("n3-A100x2-spot", "A100-80G-PCIe")) == Money("2.16"))
        #expect(book.price(of: flavor("n3-A100x2", "A100-80G-PCIe")) == Money("2.7"))
        #expect(
            book.price(of: flavor("n3-L40x2-spot", "L40")) == nil, "the price of what stays is not that of what may go")
    }
}
