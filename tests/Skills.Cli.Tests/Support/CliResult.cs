using System.Text.Json;

namespace Skills.Cli.Tests.Support;

/// <summary>What a command line wrote, and its exit code.</summary>
internal sealed record CliResult(int Exit, string Out, string Error)
{
    /// <summary>Gets the standard output as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Out);

    /// <summary>Fails with everything that was written when the exit code is another one.</summary>
    public CliResult Exits(int expected)
    {
        Assert.True(Exit == expected, $"Exit code {Exit} instead of {expected}.\nstdout:\n{Out}\nstderr:\n{Error}");
        return this;
    }
}
