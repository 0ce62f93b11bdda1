using System.Text.Json;
using Skills.Engine.AspNetCore.Problems;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>The schemas every catalog shares.</summary>
internal static class OpenApiSchemas
{
    /// <summary>An object of schemas by name.</summary>
    public static string Json(IReadOnlyList<ProblemType> problems) => $$"""
        {
          "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
              "type": { "type": "string", "enum": [{{string.Join(", ", problems.Select(static p => JsonSerializer.Serialize(p.Urn)))}}] },
              "title": { "type": "string" },
              "status": { "type": "integer" },
              "detail": { "type": "string" },
              "runId": { "type": "string" },
              "skill": { "type": "string" },
              "version": { "type": "string" },
              "step": { "type": "string" },
              "errors": { "type": "object", "description": "JSON Pointer to messages.", "additionalProperties": { "type": "array", "items": { "type": "string" } } },
              "codes": { "type": "array", "items": { "type": "string" } },
              "attempts": { "type": "array", "items": { "$ref": "#/components/schemas/Attempt" } },
              "candidates": { "type": "array", "items": { "type": "object" } },
              "suggestions": { "type": "array", "items": { "type": "string" } }
            }
          },
          "Attempt": {
            "type": "object",
            "properties": {
              "number": { "type": "integer" },
              "model": { "type": "string" },
              "provider": { "type": "string" },
              "reason": { "type": "string" },
              "latencyMs": { "type": "number" },
              "error": { "type": "string" },
              "outputValid": { "type": "boolean" }
            }
          },
          "Run": {
            "type": "object",
            "required": ["runId", "status", "skill", "version", "createdAt"],
            "properties": {
              "runId": { "type": "string" },
              "executionId": { "type": "string" },
              "status": { "type": "string", "enum": ["running", "success", "failed", "timeout", "canceled"] },
              "skill": { "type": "string" },
              "version": { "type": "string" },
              "createdAt": { "type": "string", "format": "date-time" },
              "completedAt": { "type": "string", "format": "date-time" },
              "latencyMs": { "type": "number" },
              "cacheHit": { "type": "boolean" },
              "model": { "type": "string" },
              "costUsd": { "type": "number" },
              "traceId": { "type": "string" },
              "outputs": {},
              "problem": { "$ref": "#/components/schemas/Problem" },
              "links": { "type": "object", "additionalProperties": { "type": "string" } }
            }
          },
          "RunList": { "type": "object", "required": ["runs"], "properties": { "runs": { "type": "array", "items": { "$ref": "#/components/schemas/Run" } } } },
          "SkillSummary": {
            "type": "object",
            "required": ["name", "version", "title", "description", "status"],
            "properties": {
              "name": { "type": "string" },
              "version": { "type": "string" },
              "title": { "type": "string" },
              "description": { "type": "string" },
              "status": { "type": "string", "enum": ["draft", "active", "deprecated", "archived"] },
              "category": { "type": "string" },
              "tags": { "type": "array", "items": { "type": "string" } },
              "versions": { "type": "array", "items": { "type": "string" } },
              "links": { "type": "object", "additionalProperties": { "type": "string" } }
            }
          },
          "SkillList": { "type": "object", "required": ["skills"], "properties": { "skills": { "type": "array", "items": { "$ref": "#/components/schemas/SkillSummary" } } } },
          "SkillDefinition": {
            "allOf": [{ "$ref": "#/components/schemas/SkillSummary" }],
            "properties": {
              "replacement": { "type": "string" },
              "details": { "type": "string" },
              "inputSchema": { "$ref": "#/components/schemas/JsonSchema" },
              "outputSchema": { "$ref": "#/components/schemas/JsonSchema" },
              "examples": { "type": "array", "items": { "type": "object" } },
              "messages": { "type": "array", "items": { "type": "object" } }
            }
          },
          "JsonSchema": { "type": ["object", "boolean"], "description": "JSON Schema 2020-12." },
          "RenderedPrompt": {
            "type": "object",
            "required": ["skill", "version", "messages"],
            "properties": {
              "skill": { "type": "string" },
              "version": { "type": "string" },
              "messages": { "type": "array", "items": { "type": "object", "properties": { "role": { "type": "string" }, "text": { "type": "string" } } } }
            }
          },
          "SkillResult": { "type": "object", "description": "The whole result, with attempts, timings, usage, cost and routing." },
          "McpMessage": { "type": "object", "required": ["jsonrpc"], "properties": { "jsonrpc": { "const": "2.0" } }, "description": "JSON-RPC 2.0." },
          "EventStream": { "type": "string", "description": "Server-sent events: step, delta, partial, attempt, and at the end result or error." },
          "Feedback": {
            "type": "object",
            "properties": {
              "rating": { "type": "integer", "minimum": 1, "maximum": 5 },
              "outcome": { "type": "string", "enum": ["success", "partial", "failure"] },
              "comment": { "type": "string" }
            },
            "additionalProperties": false
          }
        }
        """;
}
