using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Skills.Engine;

/// <summary>Where skills are found, how they are checked, and how large their files may be.</summary>
public sealed class SkillDefinitionOptions
{
    /// <summary>Folders searched for <c>*.skill.yaml|yml|json|md</c> and <c>SKILL.md</c>, subfolders included.</summary>
    /// <value>Empty by default. A relative path counts from the host's content root, then from the folder of the program.</value>
    public IList<string> Directories { get; } = [];

    /// <summary>Movable names for versions: label to one or more <c>name@version</c>, separated by commas, such as <c>prod</c> to <c>ticket-triage@1.2.0, code-review@2.0.1</c>.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the folders are watched and changed files are taken over while the host runs.</summary>
    /// <value>Default false.</value>
    public bool Watch { get; set; }

    /// <summary>How long a folder must be quiet before changes are read, so that a file half written is not.</summary>
    /// <value>Default 200 milliseconds; zero to a minute.</value>
    public TimeSpan WatchDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often watched folders are compared with what was read, for changes that the file system does not report, such as those behind links.</summary>
    /// <value>Default one second; more than zero, at most an hour.</value>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a file with errors keeps the host from starting; otherwise its last good state is served, or nothing. Errors in imported files are reported and never keep it from starting.</summary>
    /// <value>Default true.</value>
    public bool FailOnErrors { get; set; } = true;

    /// <summary>Whether schemas, templates, rules and examples are checked when a file is read. False checks the file's own keys only, which is faster; the rest then shows at the first execution.</summary>
    /// <value>Default true.</value>
    public bool CheckContent { get; set; } = true;

    /// <summary>Schemas that the short form of any file may name as a type, such as <c>recipe: Recipe</c>.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, JsonElement> Schemas { get; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether folders are also searched for the files of other tools: <c>*.prompt</c>, <c>*.prompty</c>, <c>skprompt.txt</c>, <c>*.prompt.md</c>, <c>*.agent.md</c> and <c>*.prompt.yml</c>.</summary>
    /// <value>Default false.</value>
    public bool ImportForeignFiles { get; set; }

    /// <summary>Largest file.</summary>
    /// <value>Default 1 MiB; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxFileBytes { get; set; } = 1024 * 1024;

    /// <summary>Deepest nesting of a file.</summary>
    /// <value>Default 64; 1 to 500.</value>
    [Range(1, 500)]
    public int MaxDepth { get; set; } = 64;

    /// <summary>Most values in a file, with aliases expanded.</summary>
    /// <value>Default 100,000; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxValues { get; set; } = 100_000;

    /// <summary>How many levels of subfolders are searched.</summary>
    /// <value>Default 6; 0 to 32.</value>
    [Range(0, 32)]
    public int MaxSearchDepth { get; set; } = 6;

    /// <summary>Most folders searched below one of <see cref="Directories"/>.</summary>
    /// <value>Default 2,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxSearchFolders { get; set; } = 2000;

    /// <summary>Most findings reported for one file.</summary>
    /// <value>Default 1,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxDiagnostics { get; set; } = 1000;

    /// <summary>Most variants of a skill; each is read and checked as a whole.</summary>
    /// <value>Default 32; at least 1.</value>
    [Range(1, 1000)]
    public int MaxVariants { get; set; } = 32;

    /// <summary>Most steps of a composed skill.</summary>
    /// <value>Default 200; at least 1.</value>
    [Range(1, 5000)]
    public int MaxSteps { get; set; } = 200;

    /// <summary>Most entries of a list that a step with <c>for_each</c> runs for.</summary>
    /// <value>Default 1,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxStepItems { get; set; } = 1000;
}
