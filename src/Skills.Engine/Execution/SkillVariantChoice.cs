using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Execution;

/// <summary>Decides which variant of a skill an execution runs.</summary>
internal static class SkillVariantChoice
{
    /// <summary>
    /// The pinned variant, or one by weight; null for the skill itself. A user keeps the same choice as long as the weights stay;
    /// without a user each execution draws again.
    /// </summary>
    public static SkillVariant? Of(Skill skill, SkillExecutionContext context, string executionId)
    {
        if (skill.Variants.Count == 0)
        {
            return null;
        }

        if (context.Variant is { } pinned)
        {
            // The empty name pins the skill itself.
            return pinned.Length == 0 ? null : Named(skill, pinned);
        }

        var draw = Draw($"{skill.Id}\n{context.TenantId}\n{context.UserId ?? executionId}");
        foreach (var variant in skill.Variants)
        {
            draw -= variant.Weight;
            if (draw < 0)
            {
                return variant;
            }
        }

        return null;
    }

    private static SkillVariant? Named(Skill skill, string name) => skill.Variants.FirstOrDefault(v => v.Name == name);

    // Evenly spread over 0 to 1, and the same on every machine.
    private static double Draw(string key) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) / (ulong.MaxValue + 1.0);
}
