#!/bin/bash
# Runs the worlds of a scenario as an array of Slurm jobs, and merges them when the array has ended (docs/Cluster.md):
#
#   SHARDS=16 OUT=/shared/shards PAGES=/shared/reports/my deploy/slurm/submit.sh my.yaml --seed 7
#
# OUT and PAGES are folders that all nodes see. What follows are the scenario and the options of marketlab work. Partition, account and
# time limit are those of sbatch's own variables, such as SBATCH_PARTITION.
set -euo pipefail
: "${SHARDS:?is how many jobs there are, as SHARDS=16}"
: "${OUT:?is the folder for the worlds, as OUT=/shared/shards}"
: "${PAGES:?is the folder for the readout, as PAGES=/shared/reports/my}"
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export SHARDS OUT PAGES TRIES="${TRIES:-0}" SCRIPTS="$scripts"

work=$(sbatch --parsable --export=ALL --array="${ARRAY:-1-$SHARDS}" "$scripts/work.sbatch" "$@")
# However its jobs end: the merge looks which worlds are there.
merge=$(sbatch --parsable --export=ALL --dependency="afterany:${work%%;*}" "$scripts/merge.sbatch" "$@")
echo "array ${work%%;*}, merge ${merge%%;*}"
