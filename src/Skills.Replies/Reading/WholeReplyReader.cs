using System.Globalization;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;
using Skills.Replies.Renditions;

namespace Skills.Replies.Reading;

/// <summary>
/// Reads a model's reply: as strict JSON where it is, else by every reading the text allows, of which the one that
/// fits the schema with the least repair is taken. Everything changed or set aside is on the list of edits.
/// </summary>
internal sealed class WholeReplyReader(ReplyLimits limits)
{
    public ReplyReading Read(string text, ReadRequest request)
    {
        if (request.Repair && LoneSurrogates.Repair(text) is { } repaired)
        {
            return WithoutHalves(repaired.Text, repaired.Start, repaired.Length, request);
        }

        if (text.Length > limits.MaxCharacters)
        {
            return Failures.Fail("too_large", string.Create(CultureInfo.InvariantCulture, $"The reply has {text.Length} characters; at most {limits.MaxCharacters} are read. Raise MaxReplyCharacters, or ask for less."));
        }

        if (request.Format is OutputFormat.Markdown or OutputFormat.Text && TextWrap.Read(text, request) is { } wrapped)
        {
            return wrapped;
        }

        if (StrictJson.TryParse(text.AsSpan().Trim('\ufeff'), limits.MaxDepth, allowDuplicates: false) is { } value)
        {
            if (!request.Repair && StrictJson.HoldsEmptyKey(value))
            {
                return Failures.Fail("empty_key", "The reply holds a property without a name.");
            }

            if (request.Schema?.Validate(value) is not { Count: > 0 } findings)
            {
                return request.MayMixBranches ? ReadAll(text, request) : SchemaDefaults.Fill(new() { Value = value, Edits = MarkEdits(text) }, request);
            }

            if (!request.Repair)
            {
                return Failures.Violating(value, findings);
            }

            if (NestedReply.Read(this, text, value, request) is { } nested)
            {
                return nested;
            }
        }
        else if (!request.Repair)
        {
            return Failures.Unreadable(text);
        }

        if (EscapedOnce.Unescape(text) is { } unescaped && Read(unescaped, request) is { Status: ReplyStatus.Valid } inner)
        {
            return Whole("escaped_once", text, inner);
        }

        // Keys and texts without quotes would keep the entities.
        if (HtmlEntities.Decode(text) is { } decoded && Read(decoded, request) is { Status: ReplyStatus.Valid } plain)
        {
            return Whole("html_entities", text, plain);
        }

        // The first piece alone could pass for an answer without its closing brackets.
        if (Halves.JoinCut(text) is { } joined && Read(joined, request) is { Status: ReplyStatus.Valid } whole)
        {
            return Whole("halves_joined", text, whole);
        }

        return FastSlice.Read(text, limits, request) is { } sliced ? SchemaDefaults.Fill(sliced, request) : ReadAnyNotation(text, request);
    }

    private ReplyReading WithoutHalves(string text, int start, int length, ReadRequest request)
    {
        var reading = Read(text, request);
        var edit = new OutputEdit("", "lone_surrogate", EditKind.Lossy, Repairs.CostOf(RepairName.LoneSurrogate), start, length, null, "\ufffd");
        return request.Allow.HasFlag(LossyRepairs.Drop) || reading.Status != ReplyStatus.Valid
            ? reading with { Edits = [edit, .. reading.Edits] }
            : reading with { Edits = [edit, .. reading.Edits], Status = ReplyStatus.Invalid, Findings = [Failures.Lossy(edit, LossyRepairs.Drop)] };
    }

    private static IReadOnlyList<OutputEdit> MarkEdits(string text) =>
        text.StartsWith('\ufeff') ? [new("", "special_whitespace", EditKind.Safe, 0.1, 0, 1, null, null)] : [];

    // A reply that is not valid as JSON or YAML may be written in another notation as a whole.
    private ReplyReading ReadAnyNotation(string text, ReadRequest request)
    {
        var reading = ReadAll(text, request);
        if (reading.Status == ReplyStatus.Valid || text.Length > limits.MaxCharacters)
        {
            return reading;
        }

        var start = ReasoningBlocks.AnswerStart(text, out _);
        foreach (var rendition in OtherNotations.Of(start == 0 ? text : text[start..], request.Keys))
        {
            var other = ReadAll(rendition.Text, request);
            if (other.Status == ReplyStatus.Valid)
            {
                return Whole(rendition.Name, text, other);
            }
        }

        // Only a schema can tell members of one answer from several answers.
        if (reading.Status != ReplyStatus.Ambiguous && request.Schema is not null && Halves.JoinMembers(text[start..]) is { } joined && ReadAll(joined, request) is { Status: ReplyStatus.Valid } whole)
        {
            return Whole("halves_joined", text, whole);
        }

        return reading;
    }

    // A reading of a rewritten text: its edits have no place of their own in the reply.
    private static ReplyReading Whole(string name, string text, ReplyReading reading) => reading with
    {
        Edits =
        [
            new("", name, EditKind.Safe, 1, 0, text.Length, EditText.Shorten(text), null),
            .. reading.Edits.Select(e => e.Start < 0 ? e : e with { Start = 0, Length = text.Length }),
        ],
    };

    private ReplyReading ReadAll(string text, ReadRequest request)
    {
        var tree = new ReplyTree(text);
        var start = ReasoningBlocks.AnswerStart(text, out var unclosed);
        var finder = new CandidateFinder(text, tree, limits, request.Keys);
        var readings = finder.Find(start);
        if (finder.TooDeep)
        {
            return Failures.Fail("too_deep", string.Create(CultureInfo.InvariantCulture, $"The reply is nested deeper than {limits.MaxDepth}. Raise MaxReplyDepth, or ask for a flatter shape."));
        }

        new OtherReadings(text, tree, request, limits).AddTo(readings, finder.YamlBlocks, start);
        var judge = new ReadingJudge(tree, request, limits);
        var (best, second) = judge.Rank(readings);
        if (best is null)
        {
            return unclosed
                ? Failures.Fail("reasoning_unfinished", "The reply begins to reason and never comes to an answer.")
                : Unwritten(text, start, request);
        }

        var surroundings = Surroundings.Edits(text, start, best, finder.Stopped);
        var edits = new List<OutputEdit>([.. surroundings, .. best.Edits]);
        var alike = second is not null && ReadingJudge.AreAlike(best, second, request.Allow);
        if (alike && !request.Allow.HasFlag(LossyRepairs.Pick))
        {
            return new()
            {
                Status = ReplyStatus.Ambiguous,
                Value = best.Value,
                Edits = edits,
                Findings = [Failures.Error("ambiguous", "", "The reply holds several values that fit alike. Ask for exactly one, or allow picking one.")],
            };
        }

        if (second is not null)
        {
            edits.Add(new("", alike ? "reading_picked" : "reading_set_aside", alike ? EditKind.Lossy : EditKind.Safe, 1, second.Candidate.Start, second.Candidate.Length, EditText.Shorten(text.AsSpan(second.Candidate.Start, second.Candidate.Length)), null));
        }

        return Finish(best, edits, request);
    }

    private static ReplyReading Finish(JudgedReading best, List<OutputEdit> edits, ReadRequest request)
    {
        var refused = best.Losses & ~request.Allow;
        var errors = best.Findings.Select(static f => Failures.Error(f.Code, f.Path, f.Message)).ToList();
        if (refused != LossyRepairs.None)
        {
            errors.AddRange(edits
                .Where(e => e.Kind == EditKind.Lossy && (Repairs.LossOf(e.Name) & refused) != 0)
                .Take(20)
                .Select(e => Failures.Lossy(e, Repairs.LossOf(e.Name)))
                .DefaultIfEmpty(Failures.Lossy(edits[^1], refused)));
        }

        return errors.Count > 0
            ? new() { Value = best.Value, Edits = edits, Findings = errors, Status = ReplyStatus.Invalid }
            : SchemaDefaults.Fill(new() { Value = best.Value, Edits = edits }, request);
    }

    private static ReplyReading Unwritten(string text, int start, ReadRequest request)
    {
        var content = text[start..];
        if (!request.WrapText || request.Shape is not null || string.IsNullOrWhiteSpace(content))
        {
            return Failures.Unreadable(text);
        }

        var wrapped = TextWrap.As("content", content);
        return wrapped with { Edits = [.. Surroundings.Reasoning(text, start), .. wrapped.Edits.Select(e => e with { Start = start, Length = content.Length })] };
    }
}
