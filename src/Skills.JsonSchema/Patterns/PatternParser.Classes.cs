using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <content>Classes in brackets (ECMA-262, section 22.2.1, ClassContents).</content>
internal sealed partial class PatternParser
{
    private CodePointSet Class()
    {
        var negative = Take("^");
        var ranges = new List<(int, int)>();
        while (true)
        {
            if (!More)
            {
                throw Fault("a bracket is not closed");
            }

            if (Take("]"))
            {
                break;
            }

            ReadRange(ranges);
        }

        Weigh(ranges.Count);
        var set = new CodePointSet(ranges);
        return negative ? set.Complement() : set;
    }

    private void ReadRange(List<(int, int)> ranges)
    {
        var first = ClassAtom(out var firstSet);
        if (!More || Next != '-' || At + 1 >= Text.Length || Text[At + 1] == ']')
        {
            Add(ranges, first, firstSet);
            return;
        }

        At++;
        var last = ClassAtom(out var lastSet);
        if (firstSet is not null || lastSet is not null)
        {
            if (_strict)
            {
                throw Fault("a class cannot be the end of a range");
            }

            Add(ranges, first, firstSet);
            Add(ranges, '-', null);
            Add(ranges, last, lastSet);
            return;
        }

        ranges.Add(first <= last ? (first, last) : throw Fault("a range runs backwards"));
    }

    private static void Add(List<(int, int)> ranges, int code, CodePointSet? set)
    {
        if (set is null)
        {
            ranges.Add((code, code));
        }
        else
        {
            ranges.AddRange(set.Ranges);
        }
    }

    private int ClassAtom(out CodePointSet? set)
    {
        set = null;
        if (!More)
        {
            throw Fault("a bracket is not closed");
        }

        if (Next != '\\')
        {
            return CodePoint();
        }

        At++;
        if (!More)
        {
            throw Fault("a backslash stands at the end");
        }

        set = ClassEscape();
        return set is null ? CharacterEscape(inClass: true) : -1;
    }
}
