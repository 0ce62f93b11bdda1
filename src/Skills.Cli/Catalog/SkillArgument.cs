using System.CommandLine;
using System.CommandLine.Completions;
using Skills.Cli.Shell;

namespace Skills.Cli.Catalog;

/// <summary>The argument that names a skill, with completion from the names of files.</summary>
internal static class SkillArgument
{
    // Completion runs at a key press, so it looks at names only and not everywhere.
    private const int MostFiles = 500;
    private const int MostDepth = 4;

    private static readonly string[] Endings = [".skill.yaml", ".skill.yml", ".skill.json", ".skill.md"];

    /// <summary>Returns an argument for one skill.</summary>
    public static Argument<string> One(CliHost host, CommonOptions common)
    {
        var argument = new Argument<string>("skill") { Description = "Name, name@version, name@label, or a skill file.", HelpName = "skill" };
        argument.CompletionSources.Add(context => Names(host, context.ParseResult.GetValue(common.Dir)));
        return argument;
    }

    /// <summary>Returns the names that files in the usual folder suggest.</summary>
    public static IEnumerable<CompletionItem> Names(CliHost host, string? dir)
    {
        var usual = Directory.Exists(host.FullPath("skills")) ? "skills" : ".";
        var folder = host.FullPath(dir ?? usual);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MostDepth, IgnoreInaccessible = true };
        return [.. Directory.EnumerateFiles(folder, "*.skill.*", options).Take(MostFiles)
            .Select(static f => Path.GetFileName(f))
            .Select(static f => Array.Find(Endings, e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending ? f[..^ending.Length] : null)
            .OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(static name => new CompletionItem(name))];
    }
}
