using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>
/// Results of files read before. A file is read again when it, or one it referred to, holds something else; otherwise the same
/// definition is handed out, so that what was compiled from it is kept. Not thread-safe.
/// </summary>
internal sealed class FileResults(SkillFileReader reader, int maxBytes)
{
    // Below this, handing out the work costs more than it saves.
    private const int FewFiles = 16;

    private Dictionary<string, Known> _known = [];
    private Dictionary<string, Known> _next = [];

    /// <summary>The results in the order of the paths; many files are read at the same time.</summary>
    public IReadOnlyList<SkillReadResult> Read(IReadOnlyList<string> paths)
    {
        IReadOnlyList<Known> results = paths.Count < FewFiles
            ? [.. paths.Select(Current)]
            : [.. paths.AsParallel().AsOrdered().Select(Current)];
        for (var i = 0; i < paths.Count; i++)
        {
            _next[paths[i]] = results[i];
        }

        return [.. results.Select(static r => r.Result)];
    }

    private Known Current(string path)
    {
        // The stamp is taken before the file is read: a change while reading is seen the next time.
        var stamp = FileStamp.Of(path, maxBytes);
        if (_known.TryGetValue(path, out var known) && known.Stamp == stamp && known.Others.All(o => FileStamp.Of(o.Key, maxBytes) == o.Value))
        {
            return known;
        }

        return new(reader.Read(path, out var others), stamp, others);
    }

    /// <summary>Forgets files that were not read since the last call.</summary>
    public void EndRound() => (_known, _next) = (_next, []);

    private sealed record Known(SkillReadResult Result, UInt128? Stamp, IReadOnlyDictionary<string, UInt128?> Others);
}
