using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>The skill files of a host: those embedded in assemblies, then those in folders.</summary>
/// <param name="engineOptions">Folders from configuration, and limits.</param>
/// <param name="locations">Places given in code.</param>
/// <param name="reader">Reads a file.</param>
/// <param name="time">The clock of the watching.</param>
/// <param name="logger">Receives a warning for each folder that cannot be watched.</param>
internal sealed class SkillFileSource(IOptions<SkillsEngineOptions> engineOptions, IEnumerable<SkillLocation> locations, SkillFileReader reader, TimeProvider time, ILogger<SkillFileSource> logger) : ISkillSource
{
    private readonly SkillDefinitionOptions _options = engineOptions.Value.Definitions;
    private readonly IReadOnlyList<SkillLocation> _locations = [.. locations];
    private readonly FileResults _files = new(reader, engineOptions.Value.Definitions.MaxFileBytes);

    // In full.
    private IReadOnlyList<string> Folders => [.. _locations.OfType<SkillLocation.Folder>().Select(static f => f.Path).Concat(_options.Directories)
        .Select(static f => Path.GetFullPath(f, AppContext.BaseDirectory)).Distinct()];

    public IReadOnlyList<SkillReadResult> Read()
    {
        var results = _locations.OfType<SkillLocation.Embedded>().SelectMany(e => Resources(e.Assembly, e.Prefix)).ToList();
        foreach (var folder in Folders)
        {
            var found = new List<SkillDiagnostic>();
            results.AddRange(_files.Read(SkillFolderSearch.Files(folder, _options, found)));
            if (found.Count > 0)
            {
                results.Add(new(null, found));
            }
        }

        _files.EndRound();
        return results;
    }

    public IDisposable Watch(Action changed) => new FolderWatcher(Folders, _options, time, logger, changed);

    private IEnumerable<SkillReadResult> Resources(Assembly assembly, string prefix)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && SkillFolderSearch.EndingOf(n).Length > 0))
        {
            // Resource names have dots for folders: what stands beside the skill begins with the same words.
            using var stream = assembly.GetManifestResourceStream(name)!;
            var stem = name[..^SkillFolderSearch.EndingOf(name).Length];
            var folder = stem[..(stem.LastIndexOf('.') + 1)];
            yield return reader.Read(stream, name, file => assembly.GetManifestResourceStream(folder + file.Replace('/', '.')));
        }
    }
}
