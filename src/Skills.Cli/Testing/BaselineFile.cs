using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>Reads a committed baseline.</summary>
internal static class BaselineFile
{
    private const long MostBytes = 64L * 1024 * 1024;

    /// <summary>Returns the baseline.</summary>
    /// <exception cref="CliException">The file is missing, too large or no baseline.</exception>
    public static async Task<SkillTestBaseline> ReadAsync(string path, string shown)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MostBytes)
        {
            throw new CliException(ExitCode.Unreadable, $"The baseline '{shown}' {(file.Exists ? "is larger than 64 MiB" : "does not exist")}. Write it with --write-baseline.");
        }

        try
        {
            return SkillTestBaseline.Parse(await File.ReadAllTextAsync(path).ConfigureAwait(false));
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Unreadable, $"The baseline '{shown}' cannot be read: {e.Message}");
        }
    }
}
