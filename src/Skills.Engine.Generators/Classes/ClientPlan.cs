using System.Collections.Immutable;
using Skills.Engine.Generators.Emission;
using Skills.Engine.Generators.Reading;
using Skills.Engine.Generators.Schemas;

namespace Skills.Engine.Generators.Classes;

/// <summary>A source file that is to be added.</summary>
internal sealed record ClientOutput(string HintName, string Source);

/// <summary>Which clients are generated, and what is wrong with the others. Compared by value.</summary>
/// <param name="Clients">The source files.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <param name="Types">The full names of the clients.</param>
internal sealed record ClientPlan(ValueList<ClientOutput> Clients, ValueList<Fault> Diagnostics, ValueList<string> Types)
{
    public static ClientPlan Of(ImmutableArray<SkillSource> files, ImmutableArray<ClientClass> classes, ProjectNames project)
    {
        var (clients, faults, types, used) = (new List<ClientOutput>(), new List<Fault>(), new List<string>(), new HashSet<SkillSource>());
        foreach (var client in classes)
        {
            if (client.Fault is { } fault)
            {
                faults.Add(new("SKG003", fault, client.Place));
                continue;
            }

            var (file, id, sentence) = FileChoice.For(client, files, project.Folder);
            if (file is null)
            {
                faults.Add(new(id, sentence, client.Place));
                continue;
            }

            used.Add(file);
            if (file.Body is { } body)
            {
                var outer = string.Concat(client.Outer.Items.Select(static o => o.Split(' ').Last() + "."));
                Add(client.Namespace, outer, client.Name, ClientFile.Of(client.Namespace, client.Outer.Items, "partial class", client.Name, file.Description, body));
            }
        }

        foreach (var file in files.Where(f => f.HasClient && !used.Contains(f)))
        {
            used.Add(file);
            if (file.Body is { } body)
            {
                var name = Identifiers.Pascal(file.Id);
                Add(project.Namespace, "", name, ClientFile.Of(project.Namespace, [], "public sealed partial class", name, file.Description, body));
            }
        }

        faults.AddRange(used.SelectMany(static f => f.Findings.Items.Select(x => new Fault(x.Code, x.Message, new(f.Path, x.Span, x.Lines)))));
        return new(new([.. clients]), new([.. faults]), new([.. types]));

        void Add(string space, string outer, string name, string source)
        {
            var full = (space.Length == 0 ? "" : space + ".") + outer + name;
            if (types.Contains("global::" + full))
            {
                return;
            }

            types.Add("global::" + full);
            clients.Add(new(full.Replace('<', '_').Replace('>', '_').Replace(',', '_') + ".g.cs", source));
        }
    }
}
