using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <summary>Lists the annotations of schemas that passed, leaving out what applicators say for one another.</summary>
internal static class AnnotationList
{
    public static List<SchemaAnnotation> From(Trace root)
    {
        var annotations = new List<SchemaAnnotation>();
        Add(annotations, root);
        return annotations;
    }

    private static void Add(List<SchemaAnnotation> annotations, Trace trace)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        // 2020-12 core, section 7.7.1.2: a schema that fails has no annotations, and nothing below it counts.
        if (!trace.IsValid)
        {
            return;
        }

        foreach (var keyword in trace.Keywords)
        {
            if (keyword.Annotation is { } value && keyword.Children.IsEmpty)
            {
                var location = trace.Node.Location("/" + PointerText.Escape(keyword.Name));
                annotations.Add(new(keyword.InstanceLocation, location, keyword.Name, value));
            }

            foreach (var child in keyword.Children)
            {
                Add(annotations, child);
            }
        }
    }
}
