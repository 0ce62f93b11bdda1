using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Inputs;

/// <summary>The options by which a command takes the inputs of a skill.</summary>
internal sealed class InputOptions
{
    private readonly Option<string[]> _inputs = new("--input", "-i")
    {
        Description = "An input: name=text, name:=json, name=@file, a whole object @file.json, or '-' for an object from the standard input.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _case = new("--case")
    {
        Description = "Takes the inputs of a test case of the skill. Inputs given with -i replace single ones.",
        HelpName = "test",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_inputs);
        command.Add(_case);
    }

    /// <summary>Reads the inputs.</summary>
    /// <param name="call">What was typed.</param>
    /// <param name="definition">The skill: its input schema decides what a text stands for.</param>
    /// <param name="maxBytes">Most bytes of a file or of the standard input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<JsonElement> ReadAsync(CommandCall call, SkillDefinition definition, int maxBytes, CancellationToken cancellationToken)
    {
        var reader = new InputAssembler(call.Host, definition.Skill, maxBytes);
        if (call.Get(_case) is { } name)
        {
            reader.AddObject(CaseNamed(definition, name).Input, $"the test '{name}'");
        }

        foreach (var input in call.Get(_inputs) ?? [])
        {
            await reader.AddAsync(input, cancellationToken).ConfigureAwait(false);
        }

        return reader.ToJson();
    }

    private static SkillTestCase CaseNamed(SkillDefinition definition, string name) =>
        definition.Tests.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CliException(ExitCode.NothingMatched, $"'{definition.Skill.Slug}' has no test case '{name}'. It has: {string.Join(", ", definition.Tests.Select(static t => $"'{t.Name}'"))}.");
}
