// swift-tools-version: 6.2
import PackageDescription

/// Every room is compiled alike: Swift 6 mode (from the tools version), imports internal unless a public
/// signature needs them, each unsafe use spelled out, and no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// One room. A room may import only what is listed here; `make lint` builds with the import check on.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one room.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// Built by `make bench` only: programs that measure, and no part of the product.
let benches: [Target] =
    Context.environment["BERTH_BENCH"] == nil
    ? []
    : [
        .executableTarget(
            name: "spec-bench",
            dependencies: ["Diagnostics", "Hosts", "Specs"],
            path: "Benchmarks/SpecBench",
            swiftSettings: strict
        )
    ]

/// Built by `make fuzz` only: libFuzzer brings its own main, which needs flags that a plain build must not have.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/Fuzz/\(name)",
        swiftSettings: [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]
    )
}

let fuzzers: [Target] =
    Context.environment["BERTH_FUZZ"] == nil
    ? []
    : [
        fuzzer("fuzz-specs", ["Diagnostics", "Hosts", "Specs"]),
        fuzzer("fuzz-state", ["Hosts", "JSON", "Records"]),
    ]

let package = Package(
    name: "berth",
    products: [.executable(name: "berth", targets: ["berth"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // Of async-http-client's own graph; named because its types are in that client's signatures.
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        room("Diagnostics"),
        room("JSON"),
        room("Files"),
        room("Hosts", ["Diagnostics", "JSON", crypto]),
        room("Catalog", ["Diagnostics", "Hosts", "JSON"]),
        room("Specs", ["CLibYAML", "Catalog", "Diagnostics", "Files", "Hosts", "JSON"]),
        .target(name: "CShippedCatalog", exclude: ["data", "make"]),
        room("CatalogStore", ["CShippedCatalog", "Catalog", "Files", "Hosts"]),
        room("Planning", ["Catalog", "Diagnostics", "Hosts", "JSON"]),
        room("Records", ["Diagnostics", "Files", "Hosts", "JSON"]),
        room("Providers", ["Catalog", "Diagnostics", "Files", "Hosts", "JSON", crypto, cryptoExtras]),
        room("Networking", ["Files", "Hosts", "Providers", httpClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
        room("Applying", ["Catalog", "Hosts", "Planning", "Providers", "Records"]),
        room("Reports", ["Applying", "Catalog", "Diagnostics", "Hosts", "JSON", "Planning"]),
        .executableTarget(
            name: "berth",
            dependencies: [
                "Applying", "Catalog", "CatalogStore", "Diagnostics", "Files", "Hosts", "JSON", "Networking",
                "Planning", "Providers",
                "Records", "Reports", "Specs", argumentParser,
            ],
            swiftSettings: strict
        ),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("JSONTests", ["JSON"]),
        tests("FilesTests", ["Files"]),
        tests("HostsTests", ["Hosts", "JSON"]),
        tests(
            "SpecsTests", ["Catalog", "CatalogStore", "Diagnostics", "Files", "Hosts", "JSON", "Specs"],
            exclude: ["Editor", "Golden"]),
        tests("CatalogTests", ["Catalog", "Hosts", "JSON", "Providers"]),
        tests("CatalogStoreTests", ["Catalog", "CatalogStore", "Files", "Hosts"]),
        tests("ValidationTests", ["Catalog", "CatalogStore", "Diagnostics", "Hosts", "Providers", "Specs"]),
        tests("PlanningTests", ["Catalog", "Diagnostics", "Hosts", "JSON", "Planning"]),
        tests("RecordsTests", ["Files", "Hosts", "JSON", "Records"]),
        // Starts the servers in Tests/Servers and talks to them; a library, because several test targets do.
        .target(
            name: "TestServers", dependencies: ["JSON", "Networking", "Providers"], path: "Tests/TestServers",
            swiftSettings: strict),
        tests(
            "ProvidersTests",
            ["Catalog", "Files", "Hosts", "JSON", "Networking", "Planning", "Providers", "TestServers", cryptoExtras]),
        tests("NetworkingTests", ["Files", "Hosts", "JSON", "Networking", "Providers", "TestServers"]),
        tests("ApplyingTests", ["Applying", "Catalog", "Files", "Hosts", "JSON", "Planning", "Providers", "Records"]),
        tests("ReportsTests", ["Applying", "Catalog", "Diagnostics", "Files", "Hosts", "JSON", "Planning", "Reports"]),
        tests("DocsTests", ["Diagnostics", "Files", "Hosts", "JSON", "Providers", "Reports", "berth"]),
        tests(
            "EndToEndTests",
            [
                "Catalog", "CatalogStore", "Files", "Hosts", "JSON", "Providers", "Records", "TestServers", "berth",
            ],
            exclude: ["Golden", "Terminal/dialogues.py"]),
    ] + benches + fuzzers
)
