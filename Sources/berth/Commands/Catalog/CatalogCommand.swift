import ArgumentParser

/// `berth catalog …`: what the clouds offer, fetched, locked, compared and searched.
struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "What the clouds offer: update, verify, diff, show, find.",
        discussion: """
            A catalog of every cloud ships with the program, so that specs can be checked offline from the first minute. \
            `update` fetches newer ones into state/catalog/, with a lock file for git.
            """,
        subcommands: [
            CatalogUpdateCommand.self, CatalogVerifyCommand.self, CatalogDiffCommand.self, CatalogShowCommand.self,
            CatalogFindCommand.self,
        ])
}
