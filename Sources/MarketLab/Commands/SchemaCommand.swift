import ArgumentParser
import Foundation
import Scenarios

/// `marketlab schema`: the scenario format for editors.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the scenario format.",
        discussion: """
            Example:
              marketlab schema > marketlab.schema.json
            and as the first line of a scenario, for editors with a YAML language server:
              # yaml-language-server: $schema=marketlab.schema.json
            """)

    @OptionGroup var plugins: PolicyPathOptions

    func run() throws {
        try StandardStreams.write(ScenarioSchema.json(policies: plugins.policies))
    }
}
