using Skills.Engine.Definitions;

namespace Skills.Engine.Composition;

/// <summary>The steps of a composed skill in an order in which each comes after what it needs.</summary>
/// <param name="Steps">In that order; steps that do not depend on each other keep the order of the file.</param>
internal sealed record CompositionPlan(IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Orders the steps.</summary>
    /// <param name="composition">The steps.</param>
    /// <param name="problems">What keeps a step from being placed: its key and a sentence; empty when there is a whole plan.</param>
    public static CompositionPlan Of(SkillComposition composition, out IReadOnlyList<StepProblem> problems)
    {
        var found = new List<StepProblem>();
        var keys = composition.Steps.Select(static s => s.Key).ToHashSet();
        var pending = new List<PlannedStep>();
        foreach (var (index, step) in composition.Steps.Index())
        {
            var (needs, unknown) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
            foreach (var name in StepReferences.Of(step).Concat(step.After).Distinct())
            {
                if (keys.Contains(name))
                {
                    needs.Add(name);
                }
                else
                {
                    unknown.Add(name);
                }
            }

            // Which step is read is known only at run time: it waits for every step that comes before it in the file.
            if (StepReferences.IsDynamic(step))
            {
                needs.UnionWith(composition.Steps.Take(index).Select(static s => s.Key));
            }

            found.AddRange(unknown.Select(name => new StepProblem(step.Key, IsCycle: false, name, $"The step '{step.Key}' names the step '{name}', which does not exist.{NearestName.Hint(name, keys)}")));
            pending.Add(new(step, needs));
        }

        var (placed, order) = (new HashSet<string>(), new List<PlannedStep>());
        while (pending.Count > 0)
        {
            var wave = pending.Where(p => p.Needs.IsSubsetOf(placed)).ToList();
            if (wave.Count == 0)
            {
                var circle = Circle(pending);
                found.Add(new(circle[0], IsCycle: true, circle[0], $"Steps wait for each other in a circle: {string.Join(" → ", circle)}."));
                break;
            }

            order.AddRange(wave);
            placed.UnionWith(wave.Select(static s => s.Call.Key));
            pending.RemoveAll(wave.Contains);
        }

        problems = found;
        return new(order);
    }

    // Each pending step waits for another pending one, so following them must come back.
    private static List<string> Circle(List<PlannedStep> pending)
    {
        var path = new List<string>();
        var at = pending[0];
        while (!path.Contains(at.Call.Key))
        {
            path.Add(at.Call.Key);
            at = pending.Find(p => at.Needs.Contains(p.Call.Key))!;
        }

        return [.. path.SkipWhile(k => k != at.Call.Key), at.Call.Key];
    }
}

/// <summary>A step and the keys of the steps it needs.</summary>
internal sealed record PlannedStep(SkillCall Call, IReadOnlySet<string> Needs);

/// <summary>Why a step cannot be placed.</summary>
/// <param name="Key">The step.</param>
/// <param name="IsCycle">Whether steps wait for each other; otherwise a name is unknown.</param>
/// <param name="Name">The name at fault.</param>
/// <param name="Message">A sentence.</param>
internal sealed record StepProblem(string Key, bool IsCycle, string Name, string Message);
