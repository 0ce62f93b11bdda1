using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;
using Skills.Cli.Shell;

namespace Skills.Cli.Hosting;

/// <summary>Reads the configuration that a host in the same folder would read.</summary>
internal static partial class CliConfiguration
{
    private const int MaxProjectBytes = 1024 * 1024;

    /// <summary>Reads appsettings.json, the file of the environment, user secrets and environment variables; later ones win.</summary>
    /// <param name="host">The surroundings.</param>
    /// <param name="folder">The folder, in full.</param>
    public static IConfigurationRoot Read(CliHost host, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException(ExitCode.Usage, $"The configuration folder '{folder}' does not exist. Name an existing folder with --config.");
        }

        var environment = Variable(host, "DOTNET_ENVIRONMENT") ?? Variable(host, "ASPNETCORE_ENVIRONMENT") ?? "Development";
        var builder = new ConfigurationBuilder();
        AddFile(builder, Path.Combine(folder, "appsettings.json"));
        AddFile(builder, Path.Combine(folder, $"appsettings.{environment}.json"));
        if (UserSecretsId(folder) is { } id)
        {
            AddFile(builder, PathHelper.GetSecretsPathFromSecretsId(id));
        }

        builder.AddInMemoryCollection(host.Variables.Select(static v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), (string?)v.Value)));
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new CliException(ExitCode.Unreadable, $"The configuration cannot be read: {e.Message} {e.InnerException?.Message}");
        }
    }

    /// <summary>Lists the files that <see cref="Read"/> looks for, with whether each exists.</summary>
    public static IEnumerable<(string Path, bool Exists)> Files(CliHost host, string folder)
    {
        var environment = Variable(host, "DOTNET_ENVIRONMENT") ?? Variable(host, "ASPNETCORE_ENVIRONMENT") ?? "Development";
        string[] names = ["appsettings.json", $"appsettings.{environment}.json"];
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            yield return (path, File.Exists(path));
        }

        if (UserSecretsId(folder) is { } id)
        {
            var path = PathHelper.GetSecretsPathFromSecretsId(id);
            yield return (path, File.Exists(path));
        }
    }

    private static string? Variable(CliHost host, string name) => host.Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    // A file provider of its own: the usual one begins at the program's folder, which is the tool's.
    private static void AddFile(ConfigurationBuilder builder, string path)
    {
        if (File.Exists(path))
        {
            builder.AddJsonFile(source =>
            {
                source.Path = path;
                source.ResolveFileProvider();
            });
        }
    }

    private static string? UserSecretsId(string folder)
    {
        foreach (var project in Directory.EnumerateFiles(folder, "*.??proj").Order(StringComparer.Ordinal).Take(2))
        {
            var file = new FileInfo(project);
            if (file.Length <= MaxProjectBytes && SecretsId().Match(File.ReadAllText(project)) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"<UserSecretsId>\s*([A-Za-z0-9._\-]{1,200})\s*</UserSecretsId>")]
    private static partial Regex SecretsId();
}
