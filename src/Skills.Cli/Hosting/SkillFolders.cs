using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Hosting;

/// <summary>Decides in which folders skills are looked for.</summary>
internal static class SkillFolders
{
    /// <summary>Sets the folders of the engine: those typed, then those configured, then <c>skills</c>, then the working folder.</summary>
    /// <param name="options">The options after configuration was bound.</param>
    /// <param name="settings">What was typed.</param>
    /// <param name="configFolder">The folder from which configured paths count.</param>
    public static void Apply(SkillDefinitionOptions options, EngineSettings settings, string configFolder)
    {
        var host = settings.Host;
        var configured = options.Directories.Select(d => Path.GetFullPath(d, configFolder)).ToList();
        options.Directories.Clear();
        foreach (var folder in settings.Dir is { } typed ? [host.FullPath(typed)] : configured.Count > 0 ? configured : [Usual(host)])
        {
            options.Directories.Add(folder);
        }
    }

    private static string Usual(CliHost host)
    {
        var skills = host.FullPath("skills");
        return Directory.Exists(skills) ? skills : host.Folder;
    }
}
