using System.Reflection;

namespace Skills.Cli.Shell;

/// <summary>The version of the tool.</summary>
internal static class ToolVersion
{
    /// <summary>Gets the version without the commit.</summary>
    public static string Text { get; } = typeof(ToolVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
