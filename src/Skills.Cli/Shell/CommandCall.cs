using System.CommandLine;

namespace Skills.Cli.Shell;

/// <summary>One invocation of a command: what was typed, and where to write.</summary>
internal sealed class CommandCall
{
    private readonly ParseResult _parsed;

    public CommandCall(ParseResult parsed, CliHost host, CommonOptions common)
    {
        _parsed = parsed;
        Host = host;
        Dir = parsed.GetValue(common.Dir);
        Config = parsed.GetValue(common.Config);
        Output = parsed.GetValue(common.Output);
        Terminal = new(host, parsed.GetValue(common.Color), parsed.GetValue(common.Quiet));
    }

    /// <summary>Gets the surroundings.</summary>
    public CliHost Host { get; }

    /// <summary>Gets where to write.</summary>
    public Terminal Terminal { get; }

    /// <summary>Gets the folder of the skills as typed; null when it was not.</summary>
    public string? Dir { get; }

    /// <summary>Gets the folder of the configuration as typed; null when it was not.</summary>
    public string? Config { get; }

    /// <summary>Gets the form of the result.</summary>
    public OutputKind Output { get; }

    /// <summary>Returns the value of an option.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>Returns the value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);
}
