using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Collects the findings of one reading. Not thread-safe; lives as long as the reading.</summary>
/// <param name="max">Most findings that are kept; one more then says that there are others.</param>
internal sealed class DiagnosticList(int max = 1000)
{
    private readonly List<SkillDiagnostic> _found = [];
    private (SourceText Source, int Line, string Text)? _shown;
    private readonly HashSet<(string Code, string File, int Line, int Column)> _places = [];

    /// <summary>The skill the findings belong to, once it is known.</summary>
    public string? Skill { get; set; }

    /// <summary>Whether no more are kept, so that none need be looked for.</summary>
    public bool IsFull => _found.Count > max;

    public bool HasErrors => _found.Exists(static d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Adds a finding; one of the same code at the same place is kept once.</summary>
    public void Add(SkillDiagnosticCode code, SourceText source, int offset, int length, string message)
    {
        if (IsFull)
        {
            return;
        }

        var (line, column) = source.Place(offset);
        if (!_places.Add((code.Code, source.Name, line, column)))
        {
            return;
        }

        if (_found.Count == max)
        {
            (code, message) = (SkillDiagnosticCode.TooComplex, $"More than {max} findings; the rest is left out. Fix these first.");
        }

        _found.Add(new()
        {
            Code = code.Code,
            Severity = code.Severity,
            File = source.Name,
            Line = line,
            Column = column,
            Length = Math.Max(1, length),
            Message = message,
            SourceLine = Shown(source, line),
            Skill = Skill,
        });
    }

    public void Add(SkillDiagnosticCode code, SkillNode node, string message)
    {
        var end = node is ScalarNode { Style: not (ScalarStyle.Block or ScalarStyle.Raw or ScalarStyle.Generated) } ? node.End : node.Start + 1;
        var sameLine = node.Source.Place(node.Start).Line == node.Source.Place(end).Line;
        Add(code, node.Source, node.Start, sameLine ? end - node.Start : 1, message);
    }

    /// <summary>Adds findings made elsewhere, such as those of a variant.</summary>
    public void AddRange(IEnumerable<SkillDiagnostic> findings)
    {
        foreach (var finding in findings)
        {
            if (!IsFull && _places.Add((finding.Code, finding.File, finding.Line, finding.Column)))
            {
                _found.Add(finding);
            }
        }
    }

    // Many findings of one long line share it.
    private string Shown(SourceText source, int line)
    {
        if (_shown is not { } last || last.Source != source || last.Line != line)
        {
            _shown = last = (source, line, SecretScan.Mask(source.Line(line)));
        }

        return last.Text;
    }

    /// <summary>Everything found, by file, line and column.</summary>
    public IReadOnlyList<SkillDiagnostic> ToList() =>
    [
        .. _found
            .Select(d => d.Skill is null && Skill is not null ? d with { Skill = Skill } : d)
            .OrderBy(static d => d.File, StringComparer.Ordinal)
            .ThenBy(static d => d.Line)
            .ThenBy(static d => d.Column)
            .ThenBy(static d => d.Code, StringComparer.Ordinal),
    ];
}
