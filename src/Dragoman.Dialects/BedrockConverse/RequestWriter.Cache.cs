using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

// Cache points: elements of their own behind what the client marked (H-165), where the model takes them (H-407).
internal sealed partial class RequestWriter
{
    private const int MaxCachePoints = 4;

    private int _pointsToOmit;

    // A fifth is refused; the last ones count, as they cover the most.
    private void PrepareCachePoints()
    {
        var marks = 0;
        foreach (ref readonly var tool in _tools.Tools)
        {
            marks += TakesPoint(CachePlaces.Tools, tool.Definition.CacheControl) ? 1 : 0;
        }

        var blocks = _request.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            var place = i >= _request.SystemFirst && i < _request.SystemEnd ? CachePlaces.System : CachePlaces.Messages;
            marks += TakesPoint(place, blocks[i].CacheControl) ? 1 : 0;
        }

        _pointsToOmit = Math.Max(0, marks - MaxCachePoints);
    }

    private bool TakesPoint(CachePlaces place, Slice cacheControl) =>
        !cacheControl.IsAbsent && _profile.CachePoints.HasFlag(place) && !_translation.Omits("cachePoint");

    private void WriteCachePoint(CachePlaces place, Slice cacheControl)
    {
        if (cacheControl.IsAbsent)
        {
            return;
        }

        // Behind a point another one says nothing, and behind nothing a point is refused.
        if (!TakesPoint(place, cacheControl) || _out.Written[^1] == (byte)'[' || EndsWithPoint)
        {
            LoseCachePoint(place, cacheControl);
            return;
        }

        if (_pointsToOmit > 0)
        {
            _pointsToOmit--;
            Lose(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
            return;
        }

        Lose(LossKind.CacheHint, LossEffect.Remapped, "cache_control");
        Separate();
        _out.Write(_profile.CacheTtl && IsLong(_request[cacheControl])
            ? "{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"u8
            : "{\"cachePoint\":{\"type\":\"default\"}}"u8);
    }

    private void LoseCachePoint(CachePlaces place, Slice cacheControl)
    {
        if (cacheControl.IsAbsent)
        {
            return;
        }

        if (TakesPoint(place, cacheControl) && _pointsToOmit > 0)
        {
            _pointsToOmit--;
        }

        Lose(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
    }

    private bool EndsWithPoint =>
        _out.Written.EndsWith("{\"cachePoint\":{\"type\":\"default\"}}"u8) || _out.Written.EndsWith("{\"type\":\"default\",\"ttl\":\"1h\"}}"u8);

    private static bool IsLong(ReadOnlySpan<byte> cacheControl)
    {
        var cursor = new JsonCursor(cacheControl);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("ttl"u8))
            {
                var ttl = cursor.ReadStringOrSkip();
                return cacheControl.Slice(ttl.Start, ttl.Length).SequenceEqual("1h"u8);
            }

            cursor.ReadValue();
        }

        return false;
    }
}
