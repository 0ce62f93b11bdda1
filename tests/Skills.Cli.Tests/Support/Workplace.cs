using Skills.Cli.App;
using Skills.Cli.Shell;

namespace Skills.Cli.Tests.Support;

/// <summary>A temporary folder in which command lines run, in this process.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("skills-cli-").FullName;

    /// <summary>Gets the folder.</summary>
    public string Folder => _root;

    /// <summary>Gets the sample skills of the repository.</summary>
    public static string Samples => Path.Combine(AppContext.BaseDirectory, "samples", "skills");

    /// <summary>Gets the environment variables of the command lines.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Gets or sets whether the streams are a terminal.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>Reads a file.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(_root, path));

    /// <summary>Copies the sample skills into the folder <c>skills</c>.</summary>
    public Workplace WithSamples()
    {
        foreach (var file in Directory.EnumerateFiles(Samples, "*", SearchOption.AllDirectories))
        {
            Write(Path.Combine("skills", Path.GetRelativePath(Samples, file)), File.ReadAllText(file));
        }

        return this;
    }

    /// <summary>Runs a command line.</summary>
    public Task<CliResult> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Runs a command line that can be canceled.</summary>
    public async Task<CliResult> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(Input);
        var host = new CliHost
        {
            Folder = _root,
            In = input,
            Out = output,
            Error = error,
            Variables = Variables,
            OutIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
        };
        var exit = await SkillsProgram.RunAsync(args, host, cancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
