using System.CommandLine;

namespace Skills.Cli.Shell;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Dir { get; } = new("--dir", "-d")
    {
        Description = "Folder of the skills. Default: the configured folders, then 'skills', then the current folder.",
        HelpName = "folder",
        Recursive = true,
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "Folder of appsettings.json and of the project with user secrets. Default: the current folder.",
        HelpName = "folder",
        Recursive = true,
    };

    public Option<OutputKind> Output { get; } = new("--output", "-o")
    {
        Description = "Form of the result: text, json or jsonl.",
        Recursive = true,
        HelpName = "text|json|jsonl",
    };

    public Option<ColorChoice> Color { get; } = new("--color")
    {
        Description = "When colors are written: auto, always or never. NO_COLOR and TERM=dumb count for auto.",
        HelpName = "auto|always|never",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Writes results and problems only.",
        Recursive = true,
    };

    /// <summary>Adds the options to the root, and so to every command.</summary>
    public void AddTo(Command root)
    {
        root.Add(Dir);
        root.Add(Config);
        root.Add(Output);
        root.Add(Color);
        root.Add(Quiet);
    }
}
