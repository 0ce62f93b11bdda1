using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>The skill files of a host: those embedded in assemblies, then those in folders.</summary>
/// <param name="engineOptions">Folders from configuration, and limits.</param>
/// <param name="locations">Places given in code.</param>
/// <param name="folders">Finds what a relative path means.</param>
/// <param name="reader">Reads a file.</param>
/// <param name="time">The clock of the watching.</param>
/// <param name="logger">Receives a warning for each folder that cannot be watched.</param>
internal sealed class SkillFileSource(IOptions<SkillsEngineOptions> engineOptions, IEnumerable<SkillLocation> locations, SkillFolders folders, SkillFileReader reader, TimeProvider time, ILogger<SkillFileSource> logger) : ISkillSource
{
    private readonly SkillDefinitionOptions _options = engineOptions.Value.Definitions;
    private readonly IReadOnlyList<SkillLocation> _locations = [.. locations];
    private readonly FileResults _files = new(reader, engineOptions.Value.Definitions.MaxFileBytes);

    // As given, and in full. Two paths may mean one folder.
    private IReadOnlyList<(string Path, string Folder)> Folders => [.. _locations.OfType<SkillLocation.Folder>().Select(static f => f.Path).Concat(_options.Directories)
        .Select(path => (path, folders.Resolve(path))).DistinctBy(static f => f.Item2)];

    public IReadOnlyList<SkillReadResult> Read()
    {
        var results = _locations.OfType<SkillLocation.Embedded>().SelectMany(e => Resources(e.Assembly, e.Prefix)).ToList();
        foreach (var (path, folder) in Folders)
        {
            var found = new List<SkillDiagnostic>();
            results.AddRange(_files.Read(SkillFolderSearch.Files(folder, _options, found, folders.PlacesOf(path))));
            if (found.Count > 0)
            {
                results.Add(new(null, found));
            }
        }

        _files.EndRound();
        return results;
    }

    public IDisposable Watch(Action changed) => new FolderWatcher([.. Folders.Select(static f => f.Folder)], _options, time, logger, changed);

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
