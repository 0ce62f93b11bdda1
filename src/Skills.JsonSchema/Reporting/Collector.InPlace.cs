using System.Text.Json;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <content>Schemas applied to the same value.</content>
internal sealed partial class Collector
{
    private void CheckInPlace(ref Trace? trace, SchemaNode node, InPlaceRules rules, JsonElement value, bool[]? marks)
    {
        if (rules.Ref is { } reference)
        {
            CheckOne(ref trace, node, Keyword.Ref, reference, value, marks);
        }

        if (rules.Dynamic is { } dynamic)
        {
            CheckOne(ref trace, node, dynamic.Keyword, Target(dynamic), value, marks);
        }

        CheckAll(ref trace, node, rules, value, marks);
        if (rules.AnyOf.Length > 0)
        {
            CheckAny(ref trace, node, rules.AnyOf, value, marks);
        }

        if (rules.OneOf.Length > 0)
        {
            CheckOneOf(ref trace, node, rules.OneOf, value, marks);
        }

        if (rules.Not is { } not)
        {
            CheckNot(ref trace, node, not, value);
        }

        if (rules.If is { } condition)
        {
            CheckCondition(ref trace, node, rules, condition, value, marks);
        }
    }

    private void CheckOne(ref Trace? trace, SchemaNode node, Keyword keyword, SchemaNode schema, JsonElement value, bool[]? marks)
    {
        var child = Check(schema, value, marks);
        Conclude(ref trace, node, keyword, child is null ? null : [child], child is { IsValid: false });
    }

    private void CheckAll(ref Trace? trace, SchemaNode node, InPlaceRules rules, JsonElement value, bool[]? marks)
    {
        List<Trace>? children = null;
        foreach (var branch in _full ? rules.AllOf : rules.AllOfPlans)
        {
            Keep(ref children, Check(branch, value, marks));
        }

        Conclude(ref trace, node, Keyword.AllOf, children, Failed(children));
    }

    private void CheckAny(ref Trace? trace, SchemaNode node, SchemaNode[] branches, JsonElement value, bool[]? marks)
    {
        if (!_full)
        {
            var passing = marks is null ? Array.Find(branches, branch => Passes(branch, value)) is { } first ? [first] : [] : Passing(branches, value);
            if (passing.Length == 0)
            {
                Explain(ref trace, node, Keyword.AnyOf, branches, value);
            }

            MarkPassing(passing, value, marks);
            return;
        }

        var children = CheckBranches(branches, value, marks, out var passed);
        Conclude(ref trace, node, Keyword.AnyOf, children, passed == 0);
    }

    private void CheckOneOf(ref Trace? trace, SchemaNode node, SchemaNode[] branches, JsonElement value, bool[]? marks)
    {
        if (!_full)
        {
            var passing = Passing(branches, value);
            switch (passing.Length)
            {
                case 0:
                    Explain(ref trace, node, Keyword.OneOf, branches, value);
                    break;
                case > 1:
                    Fail(ref trace, node, Keyword.OneOf, Messages.MoreThanOne(branches, passing));
                    break;
                default:
                    break;
            }

            MarkPassing(passing, value, marks);
            return;
        }

        var children = CheckBranches(branches, value, marks, out var passed);
        // That more than one holds is no fault of any of them, so each is recorded as it is.
        if (passed > 1)
        {
            Conclude(ref trace, node, Keyword.OneOf, children, failed: false);
            Fail(ref trace, node, Keyword.OneOf, $"The value matches {passed} of the {branches.Length} alternatives, but must match exactly one.");
            return;
        }

        Conclude(ref trace, node, Keyword.OneOf, children, passed == 0);
    }

    private SchemaNode[] Passing(SchemaNode[] branches, JsonElement value) => Array.FindAll(branches, branch => Passes(branch, value));

    private void MarkPassing(SchemaNode[] passing, JsonElement value, bool[]? marks)
    {
        foreach (var branch in marks is null ? [] : passing)
        {
            Check(branch, value, marks);
        }
    }

    /// <summary>Records why none of several alternatives matches. Of those told apart by a tag or a type, only the ones meant are looked into.</summary>
    private void Explain(ref Trace? trace, SchemaNode node, Keyword keyword, SchemaNode[] branches, JsonElement value)
    {
        trace ??= new Trace(node);
        trace.IsValid = false;
        var union = keyword == Keyword.AnyOf ? node.InPlace!.AnyOfUnion : node.InPlace!.OneOfUnion;
        var meant = union.Meant(value, out var tagFault);
        var errors = _errors;
        List<Trace>? children = null;
        foreach (var branch in meant)
        {
            if (IsFull)
            {
                break;
            }

            // What one alternative finds wrong must not keep the next from being looked at.
            _errors = errors;
            Keep(ref children, Check(branch, value, null));
        }

        _errors = errors + 1;
        _records++;
        trace.Keywords.Add(new(keyword, KeywordTable.NameOf(keyword))
        {
            IsValid = false,
            InstanceLocation = _path.ToString(),
            Below = children,
            Alternatives = branches.Length,
            TagFault = tagFault,
        });
    }

    private List<Trace>? CheckBranches(SchemaNode[] branches, JsonElement value, bool[]? marks, out int passed)
    {
        List<Trace>? children = null;
        passed = 0;
        var errors = _errors;
        foreach (var branch in branches)
        {
            // What one alternative finds wrong must not keep the next from being looked at.
            _errors = errors;
            var own = marks is null ? null : new bool[marks.Length];
            var child = Check(branch, value, own);
            if (child is null or { IsValid: true })
            {
                passed++;
                Merge(marks, own);
            }

            Keep(ref children, child);
        }

        _errors = passed == 0 ? errors + 1 : errors;
        return children;
    }

    private void CheckNot(ref Trace? trace, SchemaNode node, SchemaNode not, JsonElement value)
    {
        if (Passes(not, value))
        {
            Fail(ref trace, node, Keyword.Not, Messages.Not(value, not));
        }
    }

    // Section 10.2.2.1: what "if" finds wrong is no error, and what it evaluates counts only when it holds.
    private void CheckCondition(ref Trace? trace, SchemaNode node, InPlaceRules rules, SchemaNode condition, JsonElement value, bool[]? marks)
    {
        bool holds;
        if (_full || marks is not null)
        {
            var own = marks is null ? null : new bool[marks.Length];
            var errors = _errors;
            var child = Check(condition, value, own);
            _errors = errors;
            holds = child is null or { IsValid: true };
            if (holds)
            {
                Merge(marks, own);
                Conclude(ref trace, node, Keyword.If, child is null ? null : [child], failed: false);
            }
        }
        else
        {
            holds = Passes(condition, value);
        }

        if ((holds ? rules.Then : rules.Else) is { } consequence)
        {
            CheckOne(ref trace, node, holds ? Keyword.Then : Keyword.Else, consequence, value, marks);
        }
    }

    private SchemaNode Target(DynamicReference reference)
    {
        if (_schema.UsesDynamicScope && reference.Targets.Count > 1)
        {
            foreach (var resource in _buffers.Scope)
            {
                foreach (var (owner, node) in reference.Targets)
                {
                    if (owner == resource)
                    {
                        return node;
                    }
                }
            }
        }

        return reference.Initial;
    }

    private static void Merge(bool[]? marks, bool[]? own)
    {
        for (var i = 0; i < marks?.Length; i++)
        {
            marks[i] |= own![i];
        }
    }
}
