using System.Collections;

namespace Skills.Cli.Shell;

/// <summary>The surroundings of one invocation: folder, streams, environment and time. Tests replace them.</summary>
internal sealed record CliHost
{
    /// <summary>Gets the working folder, in full.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Gets the standard output: results only.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Gets the standard error: progress, tables beside a result, and problems.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets the environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Gets whether the standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Gets whether the standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Gets the columns of the terminal.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Returns the surroundings of this process.</summary>
    public static CliHost OfProcess() => new()
    {
        Folder = Environment.CurrentDirectory,
        In = Console.In,
        Out = Console.Out,
        Error = Console.Error,
        Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(static e => (string)e.Key, static e => (string?)e.Value ?? "", StringComparer.OrdinalIgnoreCase),
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth),
    };

    /// <summary>Returns a path in full, counted from the working folder.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Folder);

    /// <summary>Returns a path as people read it: relative when it is below the working folder.</summary>
    public string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(Folder, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}
